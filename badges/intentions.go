package badges

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
)

// issue writes one intention, unless the requirement is not met, the cause has earned it before, or the person holds it
// and the cause does not renew it.
func (s *Service) issue(tx *gorm.DB, chance candidate, c cause) error {
	now := s.db.Now()
	held, err := s.held(tx, c.earned.PersonID, now)
	if err != nil {
		return err
	}
	proofs, err := s.proofs(tx, c.earned.PersonID, held)
	if err != nil {
		return err
	}
	met, used := chance.requires.met(fresh(proofs, chance.ValidityMonths, now))
	if !met {
		return nil
	}
	var before *Credential
	for i := range held {
		if held[i].CertificationKey == chance.Key && (before == nil || held[i].ValidFrom.After(before.ValidFrom)) {
			before = &held[i]
		}
	}
	if before != nil && !chance.requires.earnsAgain(c.proof.Kind, c.proof.Key) {
		return nil
	}
	spent, err := s.spent(tx, c.earned.PersonID, chance.Key)
	if err != nil || slices.Contains(spent, c.proof.ID) || !uses(used, c.proof) {
		return err
	}
	award := Credential{
		ID: "crd_" + strings.ToLower(id.Code(26)), Ordinal: id.New("crd"), Code: newCode(), PersonID: c.earned.PersonID,
		HolderName: c.earned.HolderName, CertificationKey: chance.Key, Certification: chance.Document, Source: c.proof.ID,
		AwardedAt: now.Truncate(time.Second), ValidFrom: now.Truncate(time.Second),
	}
	if before != nil {
		award.AwardedAt, award.Renews = before.AwardedAt, before.ID
	}
	for _, p := range used {
		award.Evidence = append(award.Evidence, p.ID)
	}
	award.ValidUntil = chance.Ends(award.ValidFrom)
	return s.write(tx, award)
}

// uses tells whether the newest proof is among those that satisfied the requirement: one that is void, or older than
// what was used, earns nothing.
func uses(used []Proof, p Proof) bool {
	return slices.ContainsFunc(used, func(u Proof) bool { return u.ID == p.ID })
}

// spent are the proofs that have earned the person this certification before; none earns it twice.
func (s *Service) spent(tx *gorm.DB, person, certification string) ([]string, error) {
	var rows []Credential
	err := tx.Raw("select source, evidence from credentials where person_id = ? and certification_key = ?", person, certification).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("look for an award: %w", err)
	}
	var out []string
	for _, c := range rows {
		out = append(append(out, c.Source), c.Evidence...)
	}
	return out, nil
}

// write finds a place in the status list, composes the content and inserts the row, all before any signature.
func (s *Service) write(tx *gorm.DB, c Credential) error {
	did, err := s.did(tx)
	if err != nil {
		return err
	}
	if c.ProofMethod, c.TokenMethod, err = s.currentMethods(tx); err != nil {
		return err
	}
	if c.ListID, err = s.currentList(tx); err != nil {
		return err
	}
	if err := tx.Exec("update status_lists set taken = taken + 1 where id = ?", c.ListID).Error; err != nil {
		return fmt.Errorf("take a place in the status list: %w", err)
	}
	for taken := int64(1); taken > 0; {
		if c.ListIndex, err = s.place(); err != nil {
			return err
		}
		if err := tx.Raw("select count(*) from credentials where list_id = ? and list_index = ?", c.ListID, c.ListIndex).Scan(&taken).Error; err != nil {
			return fmt.Errorf("find a place in the status list: %w", err)
		}
	}
	if c.DeliveredBy, err = deliveredBy(tx, c.PersonID, c.Evidence); err != nil {
		return err
	}
	content, err := s.issuer.content(c, did, subjectID(did, c.Source))
	if err != nil {
		return err
	}
	document, err := json.Marshal(c.Certification)
	if err != nil {
		return fmt.Errorf("write a certification: %w", err)
	}
	evidence, err := json.Marshal(c.Evidence)
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	err = tx.Exec(`insert into credentials (id, ordinal, code, issuer, person_id, holder_name, certification_key, certification, source, evidence, renews,
			awarded_at, valid_from, valid_until, content, proof_method, token_method, list_id, list_index, created_at, delivered_by)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Ordinal, c.Code, s.issuer.Slug, c.PersonID, c.HolderName, c.CertificationKey, string(document), c.Source, string(evidence), c.Renews,
		c.AwardedAt, c.ValidFrom, c.ValidUntil, string(content), c.ProofMethod, c.TokenMethod, c.ListID, c.ListIndex, s.db.Now(), c.DeliveredBy).Error
	if err != nil {
		return fmt.Errorf("write down an award: %w", err)
	}
	return nil
}

// deliveredBy names, in the order of the alphabet, who delivered the exams that an award stands on.
func deliveredBy(tx *gorm.DB, person string, evidence []string) (string, error) {
	var names []string
	err := tx.Raw("select distinct delivered_by from certification_evidence where person_id = ? and source in ? and delivered_by <> '' order by delivered_by", person, append([]string{""}, evidence...)).Scan(&names).Error
	if err != nil {
		return "", fmt.Errorf("read who delivered exams: %w", err)
	}
	return strings.Join(names, ", "), nil
}

// held are the person's credentials that are neither revoked nor run out.
func (s *Service) held(tx *gorm.DB, person string, now time.Time) ([]Credential, error) {
	var rows []Credential
	err := tx.Raw("select id, certification_key, awarded_at, valid_from from credentials where person_id = ? and revoked_at is null and (valid_until is null or valid_until > ?) order by ordinal", person, now).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what is held: %w", err)
	}
	return rows, nil
}

// proofs are all that speaks for a person: evidence that is not void, and certifications held, under every key they
// stand for.
func (s *Service) proofs(tx *gorm.DB, person string, held []Credential) ([]Proof, error) {
	var proofs []Proof
	err := tx.Raw("select source as id, kind, key, at from certification_evidence where person_id = ? and voided_at is null order by at", person).Scan(&proofs).Error
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	var all []certificationRow
	if err := tx.Raw("select key, document, version from certifications").Scan(&all).Error; err != nil {
		return nil, fmt.Errorf("list certifications: %w", err)
	}
	for _, c := range held {
		own := Proof{ID: c.ID, Kind: "certification", Key: c.CertificationKey, At: c.ValidFrom}
		for _, key := range standsFor(own, all) {
			own.Key = key
			proofs = append(proofs, own)
		}
	}
	return proofs, nil
}

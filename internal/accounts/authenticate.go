package accounts

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
)

// Authenticate says who holds a bearer token and what they may do at this moment. Nothing of it is remembered between requests: a
// right, session or key that was taken is gone with the next one.
func (s *Service) Authenticate(ctx context.Context, bearer string) (actor.Actor, error) {
	if strings.HasPrefix(bearer, keyMark) {
		return s.keyHolder(ctx, bearer)
	}
	if token, ok := strings.CutPrefix(bearer, tokenMark); ok {
		return s.tokenHolder(ctx, token)
	}
	claims, err := s.keys.parseAccess(bearer, s.baseURL, s.db.Now())
	if err != nil {
		return actor.Actor{}, err
	}
	var rows []struct {
		Name          string
		Roles         Words
		RightsVersion int64
		PartnerID     *string
		PartnerRoles  Words
	}
	err = s.db.Read(alone(ctx), func(tx *gorm.DB) error {
		now := s.db.Now()
		rows = nil
		return tx.Raw(`select p.name, p.roles, p.rights_version, a.partner_id, a.roles as partner_roles
			from sessions s join people p on p.id = s.person_id
			left join affiliations a on a.person_id = p.id and a.state = 'confirmed' and a.valid_from <= ? and (a.valid_to is null or a.valid_to > ?)
			where s.id = ? and s.person_id = ? and s.ended_at is null and s.expires_at > ? and p.state = 'active'`,
			now, now, claims.SessionID, claims.Subject, now).Scan(&rows).Error
	})
	if err != nil {
		return actor.Actor{}, err
	}
	if len(rows) == 0 {
		return actor.Actor{}, ErrBadToken
	}
	if rows[0].RightsVersion != claims.RightsVersion {
		return actor.Actor{}, ErrTokenExpired
	}
	who := actor.Actor{Kind: actor.Person, ID: claims.Subject, Name: rows[0].Name, Session: claims.SessionID, Roles: rows[0].Roles, Partners: map[string][]string{}}
	for _, row := range rows {
		if row.PartnerID != nil {
			who.Partners[*row.PartnerID] = append(who.Partners[*row.PartnerID], row.PartnerRoles...)
		}
	}
	return who, nil
}

// keyHolder finds a live API key by its hash.
func (s *Service) keyHolder(ctx context.Context, secret string) (actor.Actor, error) {
	var key APIKey
	err := s.db.Read(alone(ctx), func(tx *gorm.DB) (err error) {
		key, err = only[APIKey](tx.Raw("select "+keyColumns+" from api_keys where hash = ? and kind = ? and revoked_at is null", digest(secret), kindKey), ErrBadToken)
		return err
	})
	if err != nil {
		return actor.Actor{}, err
	}
	if !key.live(s.db.Now()) {
		return actor.Actor{}, ErrBadToken
	}
	s.used(ctx, key)
	return actor.Actor{Kind: actor.Key, ID: key.ID, Name: key.Name, Scopes: key.Scopes}, nil
}

// used notes about when a key was last taken: once in five minutes, so that reads stay reads. A note that fails is not worth a refusal.
func (s *Service) used(ctx context.Context, key APIKey) {
	now := s.db.Now()
	if key.LastUsed != nil && now.Sub(*key.LastUsed) < 5*time.Minute {
		return
	}
	err := s.db.Tx(alone(ctx), func(tx *gorm.DB) error {
		return tx.Exec("update api_keys set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)", now, key.ID, now).Error
	})
	if err != nil {
		s.log.WarnContext(ctx, "the use of a key was not noted", "key", key.ID, "cause", err)
	}
}

// live holds for a key that is neither revoked nor past its day.
func (k APIKey) live(now time.Time) bool {
	return k.RevokedAt == nil && (k.ExpiresAt == nil || k.ExpiresAt.After(now))
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"laurel/assets"
	"laurel/internal/accounts"
	"laurel/internal/actor"
)

// The vendor was there a little before its first partner.
const openedDaysAgo = 960

// opening: people, bank, certifications, exams, learning, program.
func (p *player) opening() {
	p.when(openedDaysAgo, 0, "the vendor's people", p.hire)
	p.when(openedDaysAgo, time.Hour, "the item banks", p.fillBanks)
	p.when(openedDaysAgo, 2*time.Hour, "certifications and exams", p.certify)
	p.when(openedDaysAgo, 3*time.Hour, "courses and tracks", p.teach)
	p.when(openedDaysAgo, 4*time.Hour, "the partner program", p.publishProgram)
}

func (p *player) hire(ctx context.Context) error {
	system := actor.With(ctx, actor.SystemOf("demo"))
	for _, s := range p.vendor.Staff {
		person, err := p.app.Accounts.Enroll(system, accounts.Enrollment{Email: s.Email, Name: s.Name, Password: p.password, Roles: s.Roles})
		if err != nil {
			return fmt.Errorf("%s: %w", s.Email, err)
		}
		p.people[s.Email] = person.ID
	}
	return nil
}

func (p *player) fillBanks(ctx context.Context) error {
	author := p.staffer(actor.Author)
	for _, b := range p.vendor.ItemBanks {
		bank, err := p.ask(ctx, author, http.MethodPost, "/api/v1/item-banks", object{"name": b.Name, "review": b.Review})
		if err != nil {
			return err
		}
		p.banks[b.Key], _ = bank["id"].(string)
		file, err := fs.ReadFile(assets.FS, "demo/"+b.File)
		if err != nil {
			return err
		}
		report, err := p.ask(ctx, author, http.MethodPost, "/api/v1/item-banks/"+p.banks[b.Key]+"/imports?format="+b.Format, string(file))
		if err != nil {
			return err
		}
		if report["rejected"] != float64(0) || report["state"] != "done" {
			return fmt.Errorf("the bank %s was not imported whole: %v rejected, %v", b.Key, report["rejected"], report["state"])
		}
		if err := p.writeItems(ctx, p.banks[b.Key]); err != nil {
			return err
		}
		if err := p.learnKeys(ctx, p.banks[b.Key]); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) certify(ctx context.Context) error {
	author := p.staffer(actor.Author)
	certifications, keys, err := demoDocuments("certifications")
	if err != nil {
		return err
	}
	for _, key := range keys {
		if _, err := p.ask(ctx, author, http.MethodPut, "/api/v1/certifications/"+key, certifications[key]); err != nil {
			return err
		}
	}
	exams, keys, err := demoDocuments("exams")
	if err != nil {
		return err
	}
	for _, key := range keys {
		bank, _ := exams[key]["item_bank"].(string)
		exams[key]["item_bank"] = p.banks[bank]
		if _, err := p.ask(ctx, author, http.MethodPost, "/api/v1/exams", exams[key]); err != nil {
			return err
		}
		if _, err := p.ask(ctx, author, http.MethodPost, "/api/v1/exams/"+key+"/publish", nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) teach(ctx context.Context) error {
	author := p.staffer(actor.Author)
	for _, kind := range []string{"courses", "tracks"} {
		documents, keys, err := demoDocuments(kind)
		if err != nil {
			return err
		}
		for _, key := range keys {
			delete(documents[key], "key") // it stands in the address
			if _, err := p.ask(ctx, author, http.MethodPut, "/api/v1/"+kind+"/"+key, documents[key]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *player) publishProgram(ctx context.Context) error {
	manager := p.staffer(actor.ProgramManager)
	draft, err := p.ask(ctx, manager, http.MethodPost, "/api/v1/programs", object{"preset": p.vendor.Program})
	if err != nil {
		return err
	}
	version, ok := draft["version"].(string)
	if !ok {
		return errors.New("the program has no version")
	}
	_, err = p.ask(ctx, manager, http.MethodPost, "/api/v1/programs/"+p.vendor.Program+"/versions/"+version+"/publish", object{})
	return err
}

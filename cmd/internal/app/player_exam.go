package app

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/banks"
)

// answerKey is what an author knows of an item: the options and which of them are right, or what to write.
type answerKey struct {
	item banks.Keyed
	key  struct {
		Accepted  []string          `json:"accepted"`
		Correct   []string          `json:"correct"`
		Worth     map[string]string `json:"worth"`
		Intervals []struct {
			From string `json:"from"`
		} `json:"intervals"`
		Texts []struct {
			Text string `json:"text"`
		} `json:"texts"`
		writtenKey
	}
}

// learnKeys reads the bank as its author may. The history needs people who pass.
func (p *player) learnKeys(ctx context.Context, bank string) error {
	ctx = actor.With(ctx, actor.SystemOf("demo"))
	after := ""
	for {
		items, err := p.app.Banks.Items(ctx, banks.ItemsQuery{BankID: bank, After: after, Limit: 100})
		if err != nil {
			return err
		}
		for _, item := range items[:min(100, len(items))] {
			k := answerKey{item: item}
			if err := json.Unmarshal([]byte(item.Key), &k.key); err != nil {
				return err
			}
			p.keys[withoutBlanks(item.Content.StemHTML)] = k
			after = item.ID
		}
		if len(items) <= 100 {
			return nil
		}
	}
}

// sit spends a voucher that the vendor grants the partner for it, answers nine of ten items right, and submits.
func (p *player) sit(ctx context.Context, partner demoPartner, who, exam string) error {
	until := int(p.clock.Now().AddDate(0, 6, 0).Sub(p.now).Hours() / 24)
	if err := p.grant(ctx, partner, demoPack{Exam: exam, Count: 1, ExpiresInDays: until, Assign: []string{who}}); err != nil {
		return err
	}
	registration, err := p.ask(ctx, who, http.MethodPost, "/api/v1/exams/"+exam+"/registrations", object{"pay_with": "voucher"})
	if err != nil {
		return err
	}
	registrationID, _ := registration["id"].(string)
	attempt, err := p.ask(ctx, who, http.MethodPost, "/api/v1/registrations/"+registrationID+"/attempts", nil)
	if err != nil {
		return err
	}
	attemptID, _ := attempt["id"].(string)
	if attempt["state"] == "ready" {
		if attempt, err = p.ask(ctx, who, http.MethodPost, "/api/v1/attempts/"+attemptID+"/start", object{"agreement_accepted": true}); err != nil {
			return err
		}
	}
	responses := []object{}
	for _, section := range list(attempt["sections"]) {
		for _, item := range list(section["items"]) {
			if len(responses)%10 == 7 { // nobody knows everything
				responses = append(responses, object{"position": item["position"], "seq": 1, "response": nil})
				continue
			}
			response, err := p.answer(item)
			if err != nil {
				return err
			}
			responses = append(responses, object{"position": item["position"], "seq": 1, "response": response})
		}
	}
	epoch := attempt["epoch"]
	if _, err := p.ask(ctx, who, http.MethodPut, "/api/v1/attempts/"+attemptID+"/responses", object{"epoch": epoch, "responses": responses}); err != nil {
		return err
	}
	_, err = p.ask(ctx, who, http.MethodPost, "/api/v1/attempts/"+attemptID+"/submit", object{"epoch": epoch})
	return err
}

// answer is right, for an item as a candidate sees it.
func (p *player) answer(item object) (object, error) {
	stem, _ := item["stem_html"].(string)
	k, known := p.keys[withoutBlanks(stem)]
	if !known {
		return nil, fmt.Errorf("no key for %q", stem)
	}
	opaque := map[string]string{} // by the text of the option
	for _, o := range list(item["options"]) {
		html, _ := o["html"].(string)
		opaque[html], _ = o["id"].(string)
	}
	right := []string{}
	for _, o := range k.item.Content.Options {
		if k.right(o.ID) {
			right = append(right, opaque[o.HTML])
		}
	}
	if written := k.written(item, opaque); written != nil {
		return written, nil
	}
	switch {
	case len(k.key.Intervals) > 0:
		return object{"number": k.key.Intervals[0].From}, nil
	case len(k.key.Texts) > 0:
		return object{"text": k.key.Texts[0].Text}, nil
	case item["type"] == "multiple_response":
		return object{"choices": right}, nil
	case len(right) == 1:
		return object{"choice": right[0]}, nil
	}
	return nil, fmt.Errorf("no single right answer for %q", stem)
}

func (k answerKey) right(option string) bool {
	for _, accepted := range append(k.key.Accepted, k.key.Correct...) {
		if accepted == option {
			return true
		}
	}
	worth, ok := new(big.Rat).SetString(k.key.Worth[option])
	return ok && worth.Sign() > 0
}

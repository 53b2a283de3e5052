package app

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"

	"laurel/assets"
	"laurel/internal/actor"
)

// writeItems writes the items that no file format of the bank holds, with their picture and the text that some of them share, lets
// somebody else approve them, and puts them to work.
func (p *player) writeItems(ctx context.Context, bank string) error {
	author, reviewer := p.staffer(actor.Author), p.staffer(actor.VendorAdmin)
	path := "/api/v1/item-banks/" + bank
	picture, err := fs.ReadFile(assets.FS, "demo/media/flow-map.png")
	if err != nil {
		return err
	}
	medium, err := p.ask(ctx, author, http.MethodPost, path+"/media?name=flow-map.png", string(picture))
	if err != nil {
		return err
	}
	stimuli, names, err := demoDocuments("stimuli")
	if err != nil {
		return err
	}
	shared := map[string]any{}
	for _, name := range names {
		kept, err := p.ask(ctx, author, http.MethodPost, path+"/stimuli", stimuli[name])
		if err != nil {
			return err
		}
		shared[name] = kept["id"]
	}
	documents, keys, err := demoDocuments("items")
	if err != nil {
		return err
	}
	written := []string{}
	for _, key := range keys {
		d := documents[key]
		if name, has := d["stimulus"].(string); has {
			d["stimulus"] = shared[name]
		}
		content, _ := d["content"].(map[string]any)
		if image, has := content["image"].(map[string]any); has {
			image["media"] = medium["id"]
		}
		item, err := p.ask(ctx, author, http.MethodPost, path+"/items", d)
		if err != nil {
			return fmt.Errorf("item %s: %w", key, err)
		}
		id, _ := item["id"].(string)
		written = append(written, id)
		if _, err := p.ask(ctx, author, http.MethodPost, "/api/v1/items/"+id+"/submit", nil); err != nil {
			return err
		}
		if _, err := p.ask(ctx, reviewer, http.MethodPost, "/api/v1/items/"+id+"/approve", object{}); err != nil {
			return err
		}
	}
	_, err = p.ask(ctx, author, http.MethodPost, path+"/moves", object{"items": written, "to": "operational"})
	return err
}

// writtenKey is what the keys of further types hold.
type writtenKey struct {
	Pairs  map[string]string `json:"pairs"`
	Order  []string          `json:"order"`
	Blanks map[string]struct {
		Accepted  []string `json:"accepted"`
		Intervals []struct {
			Value string `json:"value"`
		} `json:"intervals"`
		Texts []struct {
			Text string `json:"text"`
		} `json:"texts"`
	} `json:"blanks"`
	Areas []struct {
		Coords []string `json:"coords"`
	} `json:"areas"`
}

var blankPlace = regexp.MustCompile(`\[\[[^\]]*\]\]|<span class="blank" data-blank="[^"]*">____</span>`)

// withoutBlanks is a stem by which an item is known to its author and to a candidate alike.
func withoutBlanks(stem string) string { return blankPlace.ReplaceAllString(stem, "____") }

// written answers matching, ordering, cloze, hotspot and a number with its unit; nil for another type.
func (k answerKey) written(item object, opaque map[string]string) object {
	content, text := k.item.Content, map[string]string{}
	for _, o := range content.Options {
		text[o.ID] = o.HTML
	}
	switch item["type"] {
	case "matching":
		pairs, stems := object{}, map[string]string{}
		for _, s := range content.Stems {
			stems[s.HTML] = s.ID
		}
		for _, s := range list(item["stems"]) {
			id, _ := s["id"].(string)
			html, _ := s["html"].(string)
			pairs[id] = opaque[text[k.key.Pairs[stems[html]]]]
		}
		return object{"pairs": pairs}
	case "ordering":
		order := []string{}
		for _, id := range k.key.Order {
			order = append(order, opaque[text[id]])
		}
		return object{"order": order}
	case "hotspot":
		return object{"points": [][]int{{360, 300}}}
	case "cloze":
		return object{"blanks": k.filled(item)}
	case "numeric":
		if len(content.UnitOptions) > 0 {
			return object{"number": "10", "unit": content.UnitOptions[0]}
		}
	}
	return nil
}

func (k answerKey) filled(item object) object {
	out := object{}
	for i, shown := range list(item["blanks"]) {
		id, _ := shown["id"].(string)
		b := k.item.Content.Blanks[i]
		switch key := k.key.Blanks[b.ID]; {
		case len(key.Intervals) > 0:
			out[id] = key.Intervals[0].Value
		case len(key.Texts) > 0:
			out[id] = key.Texts[0].Text
		default:
			for _, o := range list(shown["options"]) {
				for _, mine := range b.Options {
					if o["html"] == mine.HTML && mine.ID == key.Accepted[0] {
						out[id] = o["id"]
					}
				}
			}
		}
	}
	return out
}

package badges

import (
	"laurel/badges/openbadge"
	"laurel/internal/paper"
)

const longDate = "2 January 2006"

// look is what the badge of a certification shows.
func (i issuer) look(d Document) openbadge.Look {
	return openbadge.Look{Vendor: i.Name, Title: d.Title, Level: d.Level, Step: step(d.Level), Steps: steps, Colour: vendorColour}
}

// sheet decides what stands on the certificate. Its date is that of the signature, so that printing again gives the same
// file.
func (i issuer) sheet(c Credential, badge openbadge.Picture) paper.Sheet {
	facts := []paper.Fact{{Label: "Awarded", Value: c.AwardedAt.UTC().Format(longDate)}}
	if c.ValidUntil != nil {
		facts = append(facts, paper.Fact{Label: "Valid until", Value: c.ValidUntil.UTC().Format(longDate)})
	} else {
		facts = append(facts, paper.Fact{Label: "Valid", Value: "without end"})
	}
	if c.Certification.Level != "" {
		facts = append(facts, paper.Fact{Label: "Level", Value: capital(c.Certification.Level)})
	}
	facts = append(facts, paper.Fact{Label: "Credential code", Value: ShowCode(c.Code)})
	return paper.Sheet{
		Language: "en", Vendor: i.Name, Holder: c.HolderName, Title: c.Certification.Title, Description: c.Certification.Description,
		Facts: facts, Signatory: i.Name, Role: "Certification, signed digitally", URL: i.credentialURL(c.ID), Colour: vendorColour,
		Badge: mark(badge), Made: *c.SignedAt, Credential: []byte(c.Signed),
	}
}

// mark hands the badge's outlines to the printer.
func mark(p openbadge.Picture) paper.Mark {
	out := paper.Mark{Size: p.Size}
	for _, shape := range p.Shapes {
		path := make([]paper.Stroke, len(shape.Path))
		for i, s := range shape.Path {
			path[i] = paper.Stroke{Op: s.Op, A: paper.Point(s.A), B: paper.Point(s.B), To: paper.Point(s.To)}
		}
		out.Shapes = append(out.Shapes, paper.Shape{Path: path, Fill: shape.Fill})
	}
	return out
}

func capital(word string) string {
	if word == "" {
		return ""
	}
	letters := []rune(word)
	if letters[0] >= 'a' && letters[0] <= 'z' {
		letters[0] -= 'a' - 'A'
	}
	return string(letters)
}

// Package paper draws certificates and invoices as PDF, the same bytes each time, or says which letters it cannot print.
package paper

import (
	"image/color"
	"time"
)

// Sheet is what stands on a certificate; texts are ready to print.
type Sheet struct {
	Language    string
	Vendor      string
	Holder      string
	Title       string
	Description string
	Facts       []Fact
	Signatory   string
	Role        string
	URL         string
	Colour      color.NRGBA
	Badge       Mark
	Made        time.Time
	// Credential is attached as a file, so that the paper carries its own proof.
	Credential []byte
}

// Fact is a label and its value, such as the date of award.
type Fact struct{ Label, Value string }

// Point is a place on a mark.
type Point struct{ X, Y float64 }

// Stroke is one step of an outline: 'M' and 'L' use To, 'Q' also A, 'C' also A and B, 'Z' closes.
type Stroke struct {
	Op       byte
	A, B, To Point
}

// Shape is a filled outline.
type Shape struct {
	Path []Stroke
	Fill color.NRGBA
}

// Mark is a square drawing of filled outlines.
type Mark struct {
	Size   float64
	Shapes []Shape
}

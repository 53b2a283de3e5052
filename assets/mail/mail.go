// Package mail holds the letters of the product: for each a text, whose first line is the subject, and the same in simple HTML.
package mail

import "embed"

// Templates are NAME.txt and NAME.html; page.html is the frame around every HTML letter.
//
//go:embed *.txt *.html
var Templates embed.FS

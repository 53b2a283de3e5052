// Package assets carries everything that is not Go inside the one binary: the web app, public pages, fonts, certificate
// and mail templates, program presets, demonstration content, vendored browser files.
package assets

import "embed"

// FS holds the folders beside this file under their own names.
//
//go:embed client demo docs fonts mail programs public sandbox vendor web
var FS embed.FS

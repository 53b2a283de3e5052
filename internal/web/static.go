package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
)

type asset struct {
	body, packed []byte
	kind, etag   string
}

// Static serves the files of the folders below prefix, from memory, each with a strong ETag. It is one entry of the
// rights matrix: everybody.
func Static(r *Router, prefix string, from fs.FS, folders ...string) error {
	assets := map[string]asset{}
	for _, folder := range folders {
		err := fs.WalkDir(from, folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := fs.ReadFile(from, name)
			if err != nil {
				return err
			}
			assets[name], err = load(name, body)
			return err
		})
		if err != nil {
			return err
		}
	}
	op := Op{Method: http.MethodGet, Path: prefix + "/{path...}", ID: "static-assets", Summary: "Files of the web app", Tag: "pages", Rights: Public(), Free: true}
	Page(r, op, func(c *fiber.Ctx) error {
		a, ok := assets[c.Params("*")]
		if !ok {
			return ErrNothing
		}
		c.Set(fiber.HeaderETag, a.etag)
		c.Set(fiber.HeaderCacheControl, "public, no-cache")
		c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
		if c.Get(fiber.HeaderIfNoneMatch) == a.etag {
			return c.SendStatus(fiber.StatusNotModified)
		}
		c.Set(fiber.HeaderContentType, a.kind)
		if len(a.packed) > 0 && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
			c.Set(fiber.HeaderContentEncoding, "gzip")
			return c.Send(a.packed)
		}
		return c.Send(a.body)
	})
	return nil
}

func load(name string, body []byte) (asset, error) {
	sum := sha256.Sum256(body)
	a := asset{body: body, kind: kindOf(name), etag: ETag(hex.EncodeToString(sum[:12]))}
	if len(body) < 1024 || strings.HasPrefix(a.kind, "font/") || strings.HasPrefix(a.kind, "image/p") {
		return a, nil
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return a, err
	}
	if _, err := z.Write(body); err != nil {
		return a, err
	}
	if err := z.Close(); err != nil {
		return a, err
	}
	a.packed = packed.Bytes()
	return a, nil
}

// kindOf does not ask the machine's own table, which differs between machines.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".woff2":
		return "font/woff2"
	case ".ttf":
		return "font/ttf"
	case ".json":
		return "application/json"
	case ".md", ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

package openbadge

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"slices"
)

// Refusals of pictures.
var (
	ErrPicture = errors.New("openbadge: not a readable picture")
	ErrNoBadge = errors.New("openbadge: the file carries no badge")
)

const (
	keyword = "openbadgecredential"
	// largest bounds a credential taken out of any file.
	largest = 1 << 20
)

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

type chunk struct {
	kind string
	body []byte
	raw  []byte
}

// BakePNG puts a credential into the picture as one uncompressed UTF-8 text before the image data, where readers that
// stop there still find it. A credential already inside is replaced.
func BakePNG(picture, credential []byte) ([]byte, error) {
	chunks, err := splitPNG(picture)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Write(pngMagic)
	for i, c := range chunks {
		if word, _, found := bytes.Cut(c.body, []byte{0}); found && c.kind == "iTXt" && string(word) == keyword {
			continue
		}
		out.Write(c.raw)
		if i == 0 {
			body := slices.Concat([]byte(keyword), []byte{0, 0, 0, 0, 0}, credential)
			out.Write(sealChunk("iTXt", body))
		}
	}
	return out.Bytes(), nil
}

// ExtractPNG takes the credential out, compressed or not.
func ExtractPNG(picture []byte) ([]byte, error) {
	chunks, err := splitPNG(picture)
	if err != nil {
		return nil, err
	}
	for _, c := range chunks {
		word, rest, found := bytes.Cut(c.body, []byte{0})
		if c.kind != "iTXt" || !found || string(word) != keyword || len(rest) < 2 {
			continue
		}
		packed := rest[0] == 1
		_, rest, found = bytes.Cut(rest[2:], []byte{0})
		if !found {
			return nil, ErrPicture
		}
		_, text, found := bytes.Cut(rest, []byte{0})
		if !found {
			return nil, ErrPicture
		}
		if packed {
			return inflate(text)
		}
		return bytes.Clone(text), nil
	}
	return nil, ErrNoBadge
}

func splitPNG(picture []byte) ([]chunk, error) {
	rest, ok := bytes.CutPrefix(picture, pngMagic)
	if !ok {
		return nil, ErrPicture
	}
	var chunks []chunk
	for len(rest) > 0 {
		if len(rest) < 12 {
			return nil, ErrPicture
		}
		size := binary.BigEndian.Uint32(rest)
		if uint64(size)+12 > uint64(len(rest)) {
			return nil, ErrPicture
		}
		end := 8 + int(size)
		sum := binary.BigEndian.Uint32(rest[end:])
		if crc32.ChecksumIEEE(rest[4:end]) != sum {
			return nil, ErrPicture
		}
		chunks = append(chunks, chunk{kind: string(rest[4:8]), body: rest[8:end], raw: rest[:end+4]})
		rest = rest[end+4:]
		if chunks[len(chunks)-1].kind == "IEND" {
			break
		}
	}
	if len(chunks) < 2 || chunks[0].kind != "IHDR" || chunks[len(chunks)-1].kind != "IEND" {
		return nil, ErrPicture
	}
	return chunks, nil
}

func sealChunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, kind...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func inflate(packed []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, ErrPicture
	}
	text, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err != nil || len(text) > largest {
		return nil, ErrPicture
	}
	return text, nil
}

package openbadge

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// ListLength is the smallest list the standard allows: the herd a holder hides in.
const ListLength = 131072

// ErrBits refuses an index outside the list or a list that is not one.
var ErrBits = errors.New("openbadge: not a status list of the standard")

// Bits is a status list: index 0 is the highest bit of the first byte.
type Bits []byte

// NewBits is an empty list of the standard length.
func NewBits() Bits { return make(Bits, ListLength/8) }

// Set marks an index; a mark is never taken back.
func (b Bits) Set(index int) error {
	if index < 0 || index >= len(b)*8 {
		return ErrBits
	}
	b[index/8] |= 0x80 >> (index % 8)
	return nil
}

// Has reports whether an index is marked.
func (b Bits) Has(index int) (bool, error) {
	if index < 0 || index >= len(b)*8 {
		return false, ErrBits
	}
	return b[index/8]&(0x80>>(index%8)) != 0, nil
}

// Encode compresses the list; without a time in the header equal lists give equal text.
func (b Bits) Encode() (string, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return "", fmt.Errorf("openbadge: packing a list: %w", err)
	}
	if _, err := w.Write(b); err != nil {
		return "", fmt.Errorf("openbadge: packing a list: %w", err)
	}
	if err := w.Close(); err != nil {
		return "", fmt.Errorf("openbadge: packing a list: %w", err)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(packed.Bytes()), nil
}

// DecodeBits reads a list of at least the standard length and at most sixteen times that.
func DecodeBits(text string) (Bits, error) {
	if len(text) < 2 || text[0] != 'u' {
		return nil, ErrBits
	}
	packed, err := base64.RawURLEncoding.DecodeString(text[1:])
	if err != nil {
		return nil, ErrBits
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, ErrBits
	}
	const most = 16 * ListLength / 8
	bits, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil || len(bits) < ListLength/8 || len(bits) > most {
		return nil, ErrBits
	}
	return bits, nil
}

// StatusList is the signed list as it is published; it needs the credentials context only.
type StatusList struct {
	Context    []string   `json:"@context"`
	ID         string     `json:"id"`
	Type       []string   `json:"type"`
	Issuer     string     `json:"issuer"`
	ValidFrom  string     `json:"validFrom"`
	ValidUntil string     `json:"validUntil,omitempty"`
	Subject    StatusBits `json:"credentialSubject"`
	Proof      []Proof    `json:"proof,omitempty"`
}

// StatusBits is the subject of a list; its type and purpose are plain strings because validators read them so.
type StatusBits struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Encoded string `json:"encodedList"`
}

// NewStatusList fills a list for signing; url is where it will be served.
func NewStatusList(issuer, url string, bits Bits) (StatusList, error) {
	encoded, err := bits.Encode()
	if err != nil {
		return StatusList{}, err
	}
	return StatusList{
		Context: []string{ContextCredentials}, ID: url,
		Type: []string{"VerifiableCredential", "BitstringStatusListCredential"}, Issuer: issuer,
		Subject: StatusBits{ID: url + "#list", Type: "BitstringStatusList", Purpose: revocation, Encoded: encoded},
	}, nil
}

// During dates a list.
func (l StatusList) During(from, until time.Time) StatusList {
	l.ValidFrom, l.ValidUntil = Instant(from), Instant(until)
	return l
}

// NewStatusEntry points a credential to its bit.
func NewStatusEntry(url string, index int) *StatusEntry {
	position := strconv.Itoa(index)
	return &StatusEntry{
		ID: url + "#" + position, Type: statusEntryType, Purpose: revocation, Index: position, ListedIn: url,
	}
}

// ListAddress is where a list says it is published; empty when it is none.
func ListAddress(raw []byte) string {
	document, err := parse(raw)
	if err != nil {
		return ""
	}
	address, _ := document["id"].(string)
	return address
}

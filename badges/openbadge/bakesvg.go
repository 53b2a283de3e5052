package openbadge

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const bakedSpace = "https://purl.imsglobal.org/ob/v3p0"

// BakeSVG puts a credential behind the root's opening tag. The picture must be one of ours: a picture from outside
// could carry scripts, and nothing here cleans it.
func BakeSVG(picture, credential []byte) ([]byte, error) {
	open, closing, err := rootTag(picture)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Write(picture[:open])
	out.WriteString(` xmlns:openbadges="` + bakedSpace + `">`)
	out.WriteString("\n<openbadges:credential><![CDATA[")
	out.WriteString(strings.ReplaceAll(string(credential), "]]>", "]]]]><![CDATA[>"))
	out.WriteString("]]></openbadges:credential>")
	out.Write(picture[closing:])
	return out.Bytes(), nil
}

// rootTag finds where the root's attributes end and where its content begins.
func rootTag(picture []byte) (attributesEnd, contentStart int, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(picture))
	for {
		token, err := decoder.Token()
		if err != nil {
			return 0, 0, ErrPicture
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		end := int(decoder.InputOffset())
		if root.Name.Local != "svg" || end < 1 || picture[end-1] != '>' || (end > 1 && picture[end-2] == '/') {
			return 0, 0, ErrPicture
		}
		return end - 1, end, nil
	}
}

// ExtractSVG takes the credential out: the element's text, or a token in its verify attribute.
func ExtractSVG(picture []byte) ([]byte, error) {
	decoder := xml.NewDecoder(bytes.NewReader(picture))
	inside, found := false, false
	var text bytes.Buffer
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, ErrPicture
		}
		switch node := token.(type) {
		case xml.StartElement:
			if node.Name.Space != bakedSpace || node.Name.Local != "credential" {
				continue
			}
			for _, attribute := range node.Attr {
				if attribute.Name.Local == "verify" && attribute.Value != "" {
					return []byte(attribute.Value), nil
				}
			}
			inside, found = true, true
		case xml.CharData:
			if inside {
				text.Write(node)
			}
		case xml.EndElement:
			if inside {
				return bytes.TrimSpace(text.Bytes()), nil
			}
		}
	}
	if !found {
		return nil, ErrNoBadge
	}
	return nil, ErrPicture
}

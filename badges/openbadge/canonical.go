package openbadge

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/piprate/json-gold/ld"
)

// ErrUnsigned refuses a document of which a claim would not reach the signature.
var ErrUnsigned = errors.New("openbadge: a claim would stay outside the signature")

// canonical is the document as sorted N-Quads (RDFC-1.0). The processor drops silently what its contexts do not define,
// so three guards stand around it: safe mode, which only ToRDF honours; text without control characters, which it
// writes other than the standard; and the proof that every claim arrived.
func (b *Rulebook) canonical(document map[string]any) (string, error) {
	if err := soundDocument(document); err != nil {
		return "", err
	}
	options := ld.NewJsonLdOptions("")
	options.ProcessingMode = ld.JsonLd_1_1
	options.DocumentLoader = b
	options.SafeMode = true
	dataset, err := ld.NewJsonLdProcessor().ToRDF(document, options)
	if err != nil {
		return "", fmt.Errorf("openbadge: reading as linked data: %w", err)
	}
	graph, ok := dataset.(*ld.RDFDataset)
	if !ok {
		return "", fmt.Errorf("openbadge: unexpected dataset %T", dataset)
	}
	if err := everyClaim(document, graph); err != nil {
		return "", err
	}
	options.Algorithm = ld.AlgorithmURDNA2015
	options.Format = "application/n-quads"
	text, err := ld.NewJsonLdApi().Normalize(graph, options)
	if err != nil {
		return "", fmt.Errorf("openbadge: canonical form: %w", err)
	}
	lines, ok := text.(string)
	if !ok || lines == "" {
		return "", ErrUnsigned
	}
	return lines, nil
}

const rdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

// everyClaim compares the leaves of the document with the nodes of the graph: a text must be a value or an IRI, a
// keyword may be the end of one. A type may stand for any IRI, so types are counted; one that the contexts do not define
// would stay relative.
func everyClaim(document map[string]any, graph *ld.RDFDataset) error {
	said := map[string]bool{}
	var iris []string
	typed := 0
	for _, quads := range graph.Graphs {
		for _, quad := range quads {
			if quad.Predicate.GetValue() == rdfType {
				typed++
			}
			for _, node := range []ld.Node{quad.Subject, quad.Object} {
				said[node.GetValue()] = true
				if !ld.IsIRI(node) {
					continue
				}
				if !absolute.MatchString(node.GetValue()) {
					return fmt.Errorf("%w: %q", ErrRelative, node.GetValue())
				}
				iris = append(iris, node.GetValue())
			}
		}
	}
	err := eachLeaf(document, func(key, text string) error {
		if key == "type" {
			typed--
			return nil
		}
		if said[text] || slices.ContainsFunc(iris, func(iri string) bool {
			return strings.HasSuffix(iri, "#"+text) || strings.HasSuffix(iri, "/"+text)
		}) {
			return nil
		}
		return fmt.Errorf("%w: %q", ErrUnsigned, key)
	})
	if err == nil && typed != 0 {
		return fmt.Errorf("%w: a type", ErrUnsigned)
	}
	return err
}

func eachLeaf(value any, visit func(key, text string) error) error {
	switch node := value.(type) {
	case map[string]any:
		for key, member := range node {
			if key == "@context" {
				continue
			}
			if err := eachNamedLeaf(key, member, visit); err != nil {
				return err
			}
		}
	case []any:
		for _, member := range node {
			if err := eachLeaf(member, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

func eachNamedLeaf(key string, value any, visit func(key, text string) error) error {
	switch member := value.(type) {
	case string:
		return visit(key, member)
	case bool:
		return visit(key, fmt.Sprint(member))
	case []any:
		for _, entry := range member {
			if err := eachNamedLeaf(key, entry, visit); err != nil {
				return err
			}
		}
		return nil
	default:
		return eachLeaf(member, visit)
	}
}

package tiers

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
)

// exportFile writes rows as they come and knows how many there were and what they hash to.
type exportFile struct {
	to      *bufio.Writer
	table   *csv.Writer // nil for NDJSON
	columns []string
	sum     hash.Hash
	bytes   int64
	rows    int64
}

func newExportFile(to io.Writer, e Export) *exportFile {
	f := &exportFile{columns: exportColumns[e.Kind], sum: sha256.New()}
	f.to = bufio.NewWriterSize(io.MultiWriter(to, f.sum, counter{&f.bytes}), 64<<10)
	if e.Format == "csv" {
		f.table = csv.NewWriter(f.to)
		f.table.UseCRLF = true
		_ = f.table.Write(f.columns) // an error stays and comes with the last write
	}
	return f
}

// row writes one. Lines of NDJSON have their members in the order of the columns.
func (f *exportFile) row(values []any) error {
	f.rows++
	if f.table != nil {
		return f.table.Write(cellsOf(values))
	}
	var line bytes.Buffer
	for i, name := range f.columns {
		value, err := json.Marshal(values[i])
		if err != nil {
			return err
		}
		lead := byte(',')
		if i == 0 {
			lead = '{'
		}
		line.WriteByte(lead)
		fmt.Fprintf(&line, "%q:", name)
		line.Write(value)
	}
	line.WriteString("}\n")
	_, err := f.to.Write(line.Bytes())
	return err
}

// close writes what is still held.
func (f *exportFile) close() error {
	if f.table != nil {
		if f.table.Flush(); f.table.Error() != nil {
			return f.table.Error()
		}
	}
	return f.to.Flush()
}

func (f *exportFile) digest() string { return hex.EncodeToString(f.sum.Sum(nil)) }

type counter struct{ n *int64 }

func (c counter) Write(b []byte) (int, error) {
	*c.n += int64(len(b))
	return len(b), nil
}

func number(v any) string { return fmt.Sprint(v) }

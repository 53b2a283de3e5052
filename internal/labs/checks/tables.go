package checks

import (
	"bytes"
	"encoding/binary"
)

// mostTable is the number of entries that the tables of a module may begin with: they are memory that no limit counts.
const mostTable = 100_000

const tableSection = 4

// tablesOf reads the sizes of a module's tables, which the runtime does not tell, and refuses too large ones. What it cannot read,
// the compiler refuses with better words.
func tablesOf(module []byte) error {
	if len(module) < 8 || !bytes.Equal(module[:8], []byte("\x00asm\x01\x00\x00\x00")) {
		return unusable("it is no WebAssembly module")
	}
	rest := bytes.NewReader(module[8:])
	for {
		id, err := rest.ReadByte()
		if err != nil {
			return nil
		}
		size, err := binary.ReadUvarint(rest)
		if err != nil || size > uint64(rest.Len()) { //nolint:gosec // a length is not negative
			return nil
		}
		body := make([]byte, size)
		if _, err := rest.Read(body); err != nil && size > 0 {
			return nil
		}
		if id == tableSection {
			return judgeTables(bytes.NewReader(body))
		}
	}
}

func judgeTables(section *bytes.Reader) error {
	count, err := binary.ReadUvarint(section)
	if err != nil || count > 1 {
		return unusable("it has more than one table")
	}
	for range count {
		_, _ = section.ReadByte() // what it holds
		_, _ = section.ReadByte() // whether it has a largest size
		least, err := binary.ReadUvarint(section)
		if err != nil || least > mostTable {
			return unusable("its table is larger than %d", mostTable)
		}
	}
	return nil
}

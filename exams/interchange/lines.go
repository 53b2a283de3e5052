package interchange

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// maxLine bounds one line. What is longer is cut, and is longer than an item may be.
const maxLine = 256 << 10

// lines gives the lines of a text with their numbers, whichever of the three line breaks it uses.
func lines(r io.Reader, each func(number int, line string) error) error {
	in := bufio.NewReaderSize(r, maxLine)
	number := 0
	for {
		chunk, err := in.ReadSlice('\n')
		for rest := err; errors.Is(rest, bufio.ErrBufferFull); {
			chunk = append([]byte(nil), chunk...)
			_, rest = in.ReadSlice('\n')
			err = rest
		}
		if err != nil && err != io.EOF {
			return err
		}
		if len(chunk) > 0 || err == nil {
			text := strings.TrimSuffix(strings.TrimSuffix(string(chunk), "\n"), "\r")
			for line := range strings.SplitSeq(text, "\r") {
				number++
				if err := each(number, line); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

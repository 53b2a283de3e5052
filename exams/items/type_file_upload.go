package items

import (
	"encoding/json"
	"errors"
	"math/big"
	"regexp"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// errByPeople says that an answer was to be scored that only people or labs can mark.
var errByPeople = errors.New("answers of this type are marked by people or labs")

// standardUploads is how many files can be handed in where nothing is said.
const standardUploads = 5

// fileUpload is files that people mark.
type fileUpload struct{}

type fileUploadResponse struct {
	Files []string `json:"files"`
}

var fileID = regexp.MustCompile(`^[a-z]{2,10}_[A-Za-z0-9]{1,80}$`)

func (fileUpload) take(m Markup, it interchange.Item) authored {
	a := guided(m, it)
	a.content.Upload = &UploadRule{MaxFiles: max(it.Files, 1)}
	for _, ending := range it.Accept {
		if kind, known := kindOfFile(ending); known {
			a.content.Upload.Kinds = append(a.content.Upload.Kinds, kind)
		} else {
			a.lose("files of the kind " + ending + " are not taken")
		}
	}
	return a
}

func (fileUpload) check(_ Content, raw json.RawMessage) (f faults) {
	var key guideKey
	f.decode(raw, &key)
	return f
}

// read takes names of files that were handed in, each once. Whether they are of this attempt is for the attempt to know.
func (fileUpload) read(a Arrangement, raw json.RawMessage) (any, bool) {
	var r fileUploadResponse
	most := a.Bounds.Files
	if most == 0 {
		most = standardUploads
	}
	if !decode(raw, &r) || len(r.Files) == 0 || len(r.Files) > most {
		return nil, false
	}
	seen := map[string]bool{}
	for _, id := range r.Files {
		if !fileID.MatchString(id) || seen[id] {
			return nil, false
		}
		seen[id] = true
	}
	return r, true
}

func (fileUpload) score(Arrangement, json.RawMessage, json.RawMessage) (*big.Rat, error) {
	return scoring.Wrong(), errByPeople
}

package exams

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Medium is a file that items show.
type Medium struct {
	Type string
	Body []byte
}

// mediaLink is an address under which a browser finds a medium without a token. Its signature is made with the attempt's seed, so it
// is good for one medium of one attempt, and nobody can make another.
func (a Attempt) mediaLink(mediumID string) string {
	return attemptsPath + "/" + a.ID + "/media/" + mediumID + "/" + a.mediaSignature(mediumID)
}

func (a Attempt) mediaSignature(mediumID string) string {
	seed, _ := hex.DecodeString(a.Seed)
	mac := hmac.New(sha256.New, seed)
	mac.Write([]byte("medium " + mediumID))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// signed holds for the signature of a link that was given out.
func (a Attempt) signed(mediumID, signature string) bool {
	return a.Seed != "" && hmac.Equal([]byte(a.mediaSignature(mediumID)), []byte(signature))
}

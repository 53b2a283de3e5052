package billing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how far the time of a signed message may be from ours; older captures are refused.
const Tolerance = 300 * time.Second

// Signed is a message as it came: the header that signs it, and the raw body.
type Signed struct {
	Header string
	Body   []byte
}

// Verify checks "t=UNIX,v1=HEX[,v1=HEX…]" over "t.body". Any v1 may fit any of our secrets: that is how a secret is
// rotated without losing a message. Other schemes in the header are ignored.
func (m Signed) Verify(secrets []string, at time.Time) error {
	stamp, sums := m.parts()
	unix, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(sums) == 0 {
		return ErrSignature
	}
	if d := at.Sub(time.Unix(unix, 0)); d > Tolerance || d < -Tolerance {
		return ErrSignature
	}
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		h := hmac.New(sha256.New, []byte(secret))
		h.Write([]byte(stamp + "."))
		h.Write(m.Body)
		want := h.Sum(nil)
		for _, sum := range sums {
			if hmac.Equal(want, sum) {
				return nil
			}
		}
	}
	return ErrSignature
}

// parts reads the header; a second time makes it worthless, for which one was signed is anybody's guess.
func (m Signed) parts() (stamp string, sums [][]byte) {
	for part := range strings.SplitSeq(m.Header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			if stamp != "" {
				return "", nil
			}
			stamp = value
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil && len(sums) < 8 {
				sums = append(sums, sum)
			}
		}
	}
	return stamp, sums
}

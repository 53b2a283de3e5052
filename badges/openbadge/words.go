package openbadge

import "errors"

// Why a check could not be made.
var (
	ErrAbsent    = errors.New("openbadge: what the check needs is not at hand")
	ErrOtherList = errors.New("openbadge: the status list is another than the one asked for")
	ErrOldList   = errors.New("openbadge: the status list is out of date")
)

// plain says a refusal in words for people, without repeating what the file contained.
func plain(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{
		{ErrSignature, "content and signature do not belong together"},
		{ErrNoMethod, "the issuer does not authorise the key that signed"},
		{ErrNoProof, "it carries no signature of a known kind"},
		{ErrKey, "the key is not of the right kind"},
		{ErrUnsigned, "a claim stands outside the signature"},
		{ErrForeignContext, "it uses a vocabulary that is not known here"},
		{ErrControl, "it holds control characters"},
		{ErrRelative, "an identifier is not absolute"},
		{ErrAmbiguous, "it is built too intricately"},
		{ErrNumber, "it holds a value that cannot be signed safely"},
		{ErrUnreadable, "it is not one readable object"},
		{ErrNoBadge, "nothing is embedded in it"},
		{ErrPicture, "the file is damaged"},
		{ErrAbsent, "the status list is not at hand"},
		{ErrOtherList, "the status list at hand is another one"},
		{ErrOldList, "the status list at hand is out of date"},
		{ErrBits, "the status list is not one of the standard"},
	} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return "it could not be examined"
}

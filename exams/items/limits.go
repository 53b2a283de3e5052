package items

import (
	"slices"
	"strings"
)

// FileKinds are the kinds of files that candidates may hand in.
func FileKinds() []string {
	return []string{"pdf", "png", "jpeg", "gif", "txt", "md", "csv", "json", "zip", "docx", "xlsx", "pptx", "odt"}
}

func (f *faults) upload(u UploadRule) {
	f.want(u.MaxFiles >= 0 && u.MaxFiles <= maxUploads, "content.upload.max_files", "1 to 20 files can be handed in")
	f.want(u.MaxBytes >= 0 && u.MaxBytes <= maxUploadBytes, "content.upload.max_bytes", "a file can have at most 10 MiB")
	for i, k := range u.Kinds {
		f.want(slices.Contains(FileKinds(), k), at("content.upload.kinds", i), "files of this kind are not taken")
	}
}

func (f *faults) image(i *Image) {
	if i == nil {
		f.add("content.image", "there is no image to point at")
		return
	}
	f.want(i.Media != "", "content.image.media", "the image names no file")
	f.want(i.Width > 0 && i.Height > 0 && i.Width <= maxImageSide && i.Height <= maxImageSide, "content.image", "the size of the image is not known")
	f.want(i.Alt != "", "content.image.alt", "the image needs words for who cannot see it")
}

// kindOfFile finds the kind of an ending or of a media type.
func kindOfFile(ending string) (string, bool) {
	ending = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(ending), "."))
	if i := strings.LastIndexByte(ending, '/'); i >= 0 {
		ending = ending[i+1:]
	}
	switch ending {
	case "jpg":
		ending = "jpeg"
	case "text", "plain":
		ending = "txt"
	}
	return ending, slices.Contains(FileKinds(), ending)
}

// Whole says what an upload rule leaves to the standard.
func (u *UploadRule) Whole() UploadRule {
	out := UploadRule{MaxFiles: standardUploads, MaxBytes: maxUploadBytes, Kinds: FileKinds()}
	if u == nil {
		return out
	}
	if u.MaxFiles > 0 {
		out.MaxFiles = u.MaxFiles
	}
	if u.MaxBytes > 0 {
		out.MaxBytes = u.MaxBytes
	}
	if len(u.Kinds) > 0 {
		out.Kinds = u.Kinds
	}
	return out
}

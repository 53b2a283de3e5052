package proctoring

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"laurel/internal/fault"
)

// NamedKey is a key with what it is of: a settings file, or a build of the client.
type NamedKey struct {
	Name string `json:"name"`
	Key  string `json:"key"`
}

// Lockdown is which clients an exam takes. Where browser exam keys are listed, one of them must be proven besides the settings.
type Lockdown struct {
	ExamKey     string
	ConfigKeys  []NamedKey `gorm:"serializer:json"`
	BrowserKeys []NamedKey `gorm:"serializer:json"`
	Version     int64
	UpdatedAt   time.Time
	Generated   string `gorm:"-"` // the config key of the settings that the server hands out
}

// ETag is the version; "0" before anything was written.
func (l Lockdown) ETag() string { return strconv.FormatInt(l.Version, 10) }

const mostKeys = 100

var hexKey = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

func (l Lockdown) validate() error {
	var faults []fault.Field
	check := func(field string, keys []NamedKey) {
		if len(keys) > mostKeys {
			faults = append(faults, fault.Field{Field: field, Code: "count", Detail: "at most 100"})
		}
		for i, k := range keys {
			at := field + "[" + strconv.Itoa(i) + "]"
			if !hexKey.MatchString(k.Key) {
				faults = append(faults, fault.Field{Field: at + ".key", Code: "malformed", Detail: "64 hexadecimal digits"})
			}
			if strings.TrimSpace(k.Name) == "" || len(k.Name) > 100 {
				faults = append(faults, fault.Field{Field: at + ".name", Code: "length", Detail: "between 1 and 100 characters"})
			}
		}
	}
	check("config_keys", l.ConfigKeys)
	check("browser_exam_keys", l.BrowserKeys)
	if len(faults) > 0 {
		return ErrInput.With(faults...)
	}
	return nil
}

func keysOf(named []NamedKey) []string {
	out := make([]string, len(named))
	for i, k := range named {
		out[i] = strings.ToLower(k.Key)
	}
	return out
}

// admits holds when the client proved its settings and, where builds are listed, its build.
func (l Lockdown) admits(e Evidence) bool {
	config := proves(e.Address, e.ConfigKey, append(keysOf(l.ConfigKeys), l.Generated))
	build := len(l.BrowserKeys) == 0 || proves(e.Address, e.Request, keysOf(l.BrowserKeys))
	return config && build
}

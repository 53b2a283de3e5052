package proctoring

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

const (
	ofEmpty = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
	second  = "4fa9af8ec8759eb7c680752ef4ee5eaf1a860628608fccae2715d519849f9292"
	asked   = "https://example.com/moodle/mod/quiz/attempt.php?attemptid=123&page=4"
	said    = "46f1fe43259348ea72de014a1442ec62507116466527b5f74696dcc80c46332e"
)

func plistOf(body string) []byte { return []byte(plistHead + body + "</plist>") }

func TestConfigKeyOfNothing(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty": "<dict/>", "open": "<dict></dict>", "only what is left out": "<dict><key>originatorVersion</key><string>SEB_1</string><key>a</key><dict/></dict>",
	} {
		if got, err := ConfigKey(plistOf(body)); got != ofEmpty || err != nil {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestRequestHashIsTheOneTheWorldKnows(t *testing.T) {
	t.Parallel()
	for _, address := range []string{asked, asked + "#question-2"} {
		if got := RequestHash(address, second); got != said {
			t.Errorf("%s: %s", address, got)
		}
	}
	if !proves(asked, strings.ToUpper(said), []string{ofEmpty, second}) {
		t.Error("the second key of a list does not prove")
	}
	for name, c := range map[string]struct {
		address, hash string
		keys          []string
	}{
		"another address": {asked + "&x", said, []string{second}}, "no key": {asked, said, nil}, "another key": {asked, said, []string{ofEmpty}},
		"the key itself": {asked, second, []string{second}}, "nothing said": {asked, "", []string{second}},
	} {
		if proves(c.address, c.hash, c.keys) {
			t.Errorf("%s proves", name)
		}
	}
}

func TestSEBJSON(t *testing.T) {
	t.Parallel()
	file := plistOf(`<dict>
		<key>Zoom</key><integer>3</integer>
		<key>allow</key><true/>
		<key>URLFilterRules</key><array><dict><key>regex</key><false/><key>Active</key><true/><key>expression</key><string>a\b"c/d &amp; é</string></dict><dict/></array>
		<key>empty</key><dict><key>inner</key><dict></dict></dict>
		<key>list</key><array/>
		<key>blob</key><data>
			AAEC
			/w==
		</data>
		<key>when</key><date>2026-01-02T03:04:05Z</date>
		<key>_x</key><real>1.50</real>
		<key>b</key><string>  kept  </string>
		<key>B</key><string></string>
		<key>originatorVersion</key><string>SEB_Win_3</string>
	</dict>`)
	read, err := readPlist(file)
	if err != nil {
		t.Fatal(err)
	}
	delete(read, "originatorVersion")
	want := `{"_x":1.50,"allow":true,"B":"","b":"  kept  ","blob":"AAEC/w==","list":[],"URLFilterRules":[{"Active":true,"expression":"a\b"c/d & é","regex":false},{}],"when":"2026-01-02T03:04:05Z","Zoom":3}`
	if got := sebJSON(read); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	sum := sha256.Sum256([]byte(want))
	if got, err := ConfigKey(file); got != hex.EncodeToString(sum[:]) || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}

func TestTheFileThatIsHandedOutHasTheKeyThatIsChecked(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://exams.example.com", "http://127.0.0.1:8080"} {
		s := settings(base, "core-1")
		got, err := ConfigKey(writePlist(s))
		if err != nil || got != configKey(s) || got != configKey(settings(base, "core-1")) {
			t.Errorf("%s: %s against %s, %v", base, got, configKey(s), err)
		}
		if got == configKey(settings(base, "core-2")) {
			t.Error("two exams share a key")
		}
	}
}

func TestHostileSettingsFiles(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"nothing": "", "not xml": "plnd\x00\x01", "no dict": "<plist><array/></plist>", "cut": "<plist><dict><key>a</key>", "no key": "<plist><dict><string>a</string></dict></plist>",
		"no value": "<plist><dict><key>a</key></dict></plist>", "unknown": "<plist><dict><key>a</key><thing/></dict></plist>", "bad number": "<plist><dict><key>a</key><integer>1,2</integer></dict></plist>",
		"bad data": "<plist><dict><key>a</key><data>!</data></dict></plist>", "deep": "<plist>" + strings.Repeat("<dict><key>a</key>", 5000),
		"wide":   "<plist><dict><key>a</key><array>" + strings.Repeat("<true/>", 30_000) + "</array></dict></plist>",
		"entity": `<!DOCTYPE plist [<!ENTITY x SYSTEM "file:///etc/passwd">]><plist><dict><key>a</key><string>&x;</string></dict></plist>`,
		"nested": "<plist><dict><key>a</key><string>x<b/></string></dict></plist>",
	} {
		if key, err := ConfigKey([]byte(file)); err == nil {
			t.Errorf("%s gives the key %s", name, key)
		}
	}
}

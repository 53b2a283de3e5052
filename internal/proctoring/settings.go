package proctoring

import (
	"net/url"
	"strings"
)

// settings of Safe Exam Browser for an exam at this installation: the whole screen, one display, this host and no other, no way
// to other programs. The same exam has the same settings always, and so the same config key.
func settings(base, examKey string) map[string]any {
	host := base
	if u, err := url.Parse(base); err == nil {
		host = u.Host
	}
	rule := func(expression string) map[string]any {
		return map[string]any{"action": number("1"), "active": true, "expression": expression, "regex": false}
	}
	out := map[string]any{
		"originatorVersion":              "Laurel",
		"sebConfigPurpose":               number("0"),
		"startURL":                       base + "/app/catalogue/" + url.PathEscape(examKey),
		"quitURL":                        base + "/app/exam-over",
		"sendBrowserExamKey":             true,
		"browserViewMode":                number("1"),
		"mainBrowserWindowWidth":         "100%",
		"mainBrowserWindowHeight":        "100%",
		"newBrowserWindowByLinkPolicy":   number("0"),
		"allowedDisplaysMaxNumber":       number("1"),
		"URLFilterEnable":                true,
		"URLFilterEnableContentFilter":   false,
		"URLFilterRules":                 []any{rule(host), rule(host + "/*")},
		"examSessionClearCookiesOnStart": true,
		"examSessionClearCookiesOnEnd":   true,
	}
	for _, on := range strings.Fields("allowQuit browserWindowAllowReload showReloadButton showTaskBar showTime audioControlEnabled enableSebBrowser " +
		"enablePrivateClipboard monitorProcesses killExplorerShell createNewDesktop allowUploads enableRightMouse") {
		out[on] = true
	}
	for _, off := range strings.Fields("allowDownloads allowSwitchToApplications allowPreferencesWindow allowVirtualMachine allowScreenSharing allowDictation " +
		"allowDictionaryLookup allowSpellCheck allowSiri allowAirPlay allowDisplayMirroring allowBrowsingBackForward allowUserSwitching enablePrintScreen " +
		"enableAltTab enableAltF4 enableCtrlEsc enableStartMenu insideSebEnableStartTaskManager insideSebEnableSwitchUser quitURLConfirm " +
		"browserWindowAllowAddressBar allowDeveloperConsole enableLogging") {
		out[off] = false
	}
	return out
}

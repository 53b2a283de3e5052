package load

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cpuOf is the processor time that a process has used; false where the system does not tell. Linux counts in ticks of 10 ms.
func cpuOf(pid int) (time.Duration, bool) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, false
	}
	_, rest, found := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if !found || len(fields) < 13 {
		return 0, false
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, err1 == nil && err2 == nil
}

// cpuOfPostgres adds up what all server processes of PostgreSQL on this machine have used.
func cpuOfPostgres() (time.Duration, bool) {
	names, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil || len(names) == 0 {
		return 0, false
	}
	total, found := time.Duration(0), false
	for _, name := range names {
		comm, err := os.ReadFile(name) //nolint:gosec // of the system
		if err != nil || strings.TrimSpace(string(comm)) != "postgres" {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if used, ok := cpuOf(pid); ok {
			total, found = total+used, true
		}
	}
	return total, found
}

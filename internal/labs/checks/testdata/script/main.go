// The script of the tests: the first word that was handed in says how it behaves.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

type check struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail,omitempty"`
}

func main() {
	input, _ := io.ReadAll(os.Stdin)
	var work struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(input, &work)
	var checks []check
	switch strings.Fields(work.Text + " none")[0] {
	case "loop":
		for {
		}
	case "memory":
		var all [][]byte
		for {
			all = append(all, make([]byte, 8<<20))
			all[len(all)-1][0] = 1
		}
	case "flood":
		for {
			fmt.Println(strings.Repeat("x", 4096))
		}
	case "deep":
		fmt.Println(deep(0))
	case "exit":
		fmt.Fprintln(os.Stderr, "I give up")
		os.Exit(3)
	case "noise":
		fmt.Println("hello")
		return
	case "twice":
		checks = []check{{Name: "a"}, {Name: "a"}}
	case "world":
		_, file := os.ReadFile("/etc/passwd")
		_, list := os.ReadDir("/")
		_, net := net.Dial("tcp", "127.0.0.1:80")
		dice := make([]byte, 8)
		_, _ = rand.Read(dice)
		checks = []check{
			{Name: "file", Passed: file == nil && list == nil}, {Name: "network", Passed: net == nil}, {Name: "environment", Passed: len(os.Environ()) > 0},
			{Name: "clock", Detail: time.Now().UTC().Format(time.RFC3339)}, {Name: "chance", Detail: hex.EncodeToString(dice)},
		}
	case "sleep":
		time.Sleep(time.Hour)
		checks = []check{{Name: "slept", Passed: true}}
	default:
		checks = []check{{Name: "address", Passed: strings.Contains(work.Text, "10.0.0.1")}, {Name: "route", Passed: strings.Contains(work.Text, "default via"), Detail: "a default route"}}
	}
	_ = json.NewEncoder(os.Stdout).Encode(checks)
}

func deep(n int) int {
	if n < 0 {
		return 0
	}
	return deep(n+1) + 1
}

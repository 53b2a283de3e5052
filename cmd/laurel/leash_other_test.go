//go:build !linux

package main_test

import "syscall"

func leash() *syscall.SysProcAttr { return nil }

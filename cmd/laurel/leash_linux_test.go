package main_test

import "syscall"

// leash ends the child with the test, however that ends.
func leash() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

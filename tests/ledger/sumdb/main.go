// The log as Go's checksum database would read and write it: golang.org/x/mod/sumdb, and nothing of ours.
//
//	sumdb check DIRECTORY VKEY...            every signature, entry, tile and proof of a published log
//	sumdb grow DIRECTORY ORIGIN SKEY SIZE... a log with a checkpoint of each size; entry n is "entry n"
package main

import (
	"fmt"
	"os"
)

func main() {
	switch os.Args[1] {
	case "check":
		check(Directory(os.Args[2]), os.Args[3:])
	case "grow":
		grow(Directory(os.Args[2]), os.Args[3], os.Args[4], os.Args[5:])
	}
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// check fails unless all the keys have signed the checkpoint, and the whole log is what it commits to.
func check(log Directory, vkeys []string) {
	tree := open(log, vkeys)
	stored := tlog.TileHashReader(tree, log)
	root, err := tlog.TreeHash(tree.N, stored)
	must(err)
	if root != tree.Hash {
		must(fmt.Errorf("the root of the tiles is %v", root))
	}
	computed := hashes{}
	for n, entry := range entries(log, tree.N) {
		added, err := tlog.StoredHashes(int64(n), entry, computed)
		must(err)
		computed = append(computed, added...)
		checkRecord(tree, int64(n), entry, stored)
	}
	for older := int64(1); older <= tree.N; older++ {
		root, err := tlog.TreeHash(older, computed)
		must(err)
		proof, err := tlog.ProveTree(tree.N, older, stored)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, older, root))
	}
	fmt.Printf("%d %v\n", tree.N, tree.Hash)
}

func open(log Directory, vkeys []string) tlog.Tree {
	signed, err := os.ReadFile(filepath.Join(string(log), "checkpoint"))
	must(err)
	var known []note.Verifier
	for _, vkey := range vkeys {
		known = append(known, verifier(vkey))
	}
	opened, err := note.Open(signed, note.VerifierList(known...))
	must(err)
	if len(opened.Sigs) != len(known) {
		must(fmt.Errorf("%d of %d keys have signed", len(opened.Sigs), len(known)))
	}
	// The package expects its own origin in the first line; size and root are what ours are.
	_, sizeAndRoot, _ := strings.Cut(opened.Text, "\n")
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + sizeAndRoot))
	must(err)
	return tree
}

// entries of a log of size n, from its bundles.
func entries(log Directory, n int64) (all [][]byte) {
	for first := int64(0); first < n; first += 1 << Height {
		width := n - first
		if width > 1<<Height {
			width = 1 << Height
		}
		bundles, err := log.ReadTiles([]tlog.Tile{{H: Height, L: -1, N: first >> Height, W: int(width)}})
		must(err)
		for rest := bundles[0]; len(rest) > 0; {
			length := 2
			if len(rest) > 2 {
				length += int(binary.BigEndian.Uint16(rest))
			}
			if len(rest) < length {
				must(fmt.Errorf("entry %d is cut short", len(all)))
			}
			all = append(all, rest[2:length])
			rest = rest[length:]
		}
	}
	if int64(len(all)) != n {
		must(fmt.Errorf("there are %d entries, not %d", len(all), n))
	}
	return all
}

func checkRecord(tree tlog.Tree, n int64, entry []byte, stored tlog.HashReader) {
	proof, err := tlog.ProveRecord(tree.N, n, stored)
	must(err)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry)))
}

// hashes of a tree in the order in which the package stores them.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) (found []tlog.Hash, err error) {
	for _, index := range indexes {
		found = append(found, h[index])
	}
	return found, nil
}

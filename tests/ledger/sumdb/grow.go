package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// grow makes a log with the tiles that every one of the sizes needs, and the checkpoint of the last.
func grow(log Directory, origin, skey string, sizes []string) {
	signer, err := note.NewSigner(skey)
	must(err)
	all := hashes{}
	var size int64
	for _, argument := range sizes {
		grown, err := strconv.ParseInt(argument, 10, 64)
		must(err)
		for n := size; n < grown; n++ {
			added, err := tlog.StoredHashes(n, entry(n), all)
			must(err)
			all = append(all, added...)
		}
		for _, tile := range tlog.NewTiles(Height, size, grown) {
			data, err := tlog.ReadTileData(tile, all)
			must(err)
			log.write(tile, data)
			if tile.L == 0 {
				log.write(tlog.Tile{H: Height, L: -1, N: tile.N, W: tile.W}, bundle(tile))
			}
		}
		size = grown
	}
	root, err := tlog.TreeHash(size, all)
	must(err)
	text := fmt.Sprintf("%s\n%d\n%v\n", origin, size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	must(os.WriteFile(filepath.Join(string(log), "checkpoint"), signed, 0o644))
}

func entry(n int64) []byte { return []byte(fmt.Sprintf("entry %d", n)) }

func bundle(tile tlog.Tile) (data []byte) {
	for n := tile.N << Height; n < tile.N<<Height+int64(tile.W); n++ {
		data = binary.BigEndian.AppendUint16(data, uint16(len(entry(n))))
		data = append(data, entry(n)...)
	}
	return data
}

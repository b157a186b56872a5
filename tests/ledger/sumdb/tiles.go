package main

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Height is that of c2sp.org/tlog-tiles: 256 hashes a tile.
const Height = 8

// Directory holds a log as it is published. It implements tlog.TileReader.
type Directory string

// place is where tlog-tiles keeps what the package calls tile/8/L/N, or tile/8/data/N for entries.
func (d Directory) place(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	if tile.L == -1 {
		path = "entries" + strings.TrimPrefix(path, "data")
	}
	return filepath.Join(string(d), "tile", path)
}

func (d Directory) Height() int { return Height }

func (d Directory) SaveTiles([]tlog.Tile, [][]byte) {}

func (d Directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(d.place(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (d Directory) write(tile tlog.Tile, data []byte) {
	place := d.place(tile)
	must(os.MkdirAll(filepath.Dir(place), 0o755))
	must(os.WriteFile(place, data, 0o644))
}

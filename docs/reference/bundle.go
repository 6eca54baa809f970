package reference

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
)

// The pin of the bundle; vendor/vendor.sh and vendor/NOTICE repeat it.
const (
	bundleVersion = "1.72.1"
	bundleSHA256  = "bf091006bdc3af6067af77c2f534812e3e633e94a94e87138069f570f33b762c" // of the file, not compressed
)

//go:embed vendor/scalar.js.gz
var bundleGzip []byte

//go:embed vendor/NOTICE
var bundleNotice []byte

// bundle returns Scalar's JavaScript, decompressed: about 4.4 MB.
func bundle() ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(bundleGzip))
	if err != nil {
		return nil, fmt.Errorf("scalar.js.gz: decompress: %w", err)
	}
	js, err := io.ReadAll(zr)
	if err != nil {
		return nil, fmt.Errorf("scalar.js.gz: decompress: %w", err)
	}
	return js, nil
}

// Writes the expectations of the template tests with the original: Go's text/template and Masterminds' Sprig.
// It is no part of the build; it says where the tables come from, and makes them again:
//
//	apt-get install golang-go golang-github-masterminds-sprig-dev golang-github-ghodss-yaml-dev
//	cd tink-server/src/test/resources/dev/kindling/tink/template
//	for t in gotext/builtin sprig/sprig; do
//	    GO111MODULE=off GOPATH=/usr/share/gocode \
//	        go run ../../../../../go/goldencases.go ${t#*/} gotext/data.json < $t-templates.txt > $t-cases.jsonl
//	done
//
// A line of input is a template, a line of output is {"template", "output" or "error"}. Whole numbers in the data are ints, as in the
// server. Tinkerbell's four functions are not here: their cases are written by hand in tinkerbell-cases.jsonl, but for toYaml and
// fromYaml, which are the YAML library that Tinkerbell's wraps.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

func whole(v interface{}) interface{} {
	switch v := v.(type) {
	case float64:
		if v == float64(int(v)) {
			return int(v)
		}
	case []interface{}:
		for i := range v {
			v[i] = whole(v[i])
		}
	case map[string]interface{}:
		for k := range v {
			v[k] = whole(v[k])
		}
	}
	return v
}

func functions() template.FuncMap {
	if os.Args[1] == "builtin" {
		return template.FuncMap{}
	}
	all := sprig.HermeticTxtFuncMap()
	all["toYaml"] = func(v interface{}) (string, error) {
		text, err := yaml.Marshal(v)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	all["fromYaml"] = func(text string) (interface{}, error) {
		var v interface{}
		err := yaml.Unmarshal([]byte(text), &v)
		return whole(v), err
	}
	return all
}

func main() {
	document, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		if lines.Text() == "" || strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		var data interface{}
		if err := json.Unmarshal(document, &data); err != nil {
			panic(err)
		}
		row := map[string]string{"template": lines.Text()}
		output, err := render(lines.Text(), whole(data))
		if err != nil {
			row["error"] = err.Error()
		} else {
			row["output"] = output
		}
		encoder.Encode(row)
	}
}

func render(text string, data interface{}) (string, error) {
	t, err := template.New("t").Option("missingkey=error").Funcs(functions()).Parse(text)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = t.Execute(&out, data)
	return out.String(), err
}

package pgtest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
)

// serveLDAP serves as much of LDAP as PostgreSQL needs: a simple bind. It returns the port.
func serveLDAP(tb testing.TB, bind func(name, password string) error) (port string) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(tb, err)
	tb.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for answerLDAP(conn, bind) == nil {
				}
			}()
		}
	}()
	_, port, err = net.SplitHostPort(l.Addr().String())
	must(tb, err)
	return port
}

// answerLDAP answers one request. Of BER, the encoding of LDAP, it knows a tag of one byte, a length
// and a value.
func answerLDAP(conn net.Conn, bind func(name, password string) error) error {
	message, err := readValue(conn)
	if err != nil {
		return err
	}
	id, rest, err := cutValue(message)
	if err != nil || len(rest) == 0 || rest[0] != 0x60 { // a BindRequest
		return errors.New("no bind")
	}
	request, _, err := cutValue(rest)
	if err != nil {
		return err
	}
	_, rest, err = cutValue(request) // the version
	if err != nil {
		return err
	}
	name, rest, err := cutValue(rest)
	if err != nil {
		return err
	}
	password, _, err := cutValue(rest)
	if err != nil {
		return err
	}
	const success, invalidCredentials = 0, 49
	code := byte(success)
	if bind(string(name), string(password)) != nil {
		code = invalidCredentials
	}
	response := []byte{0x61, 7, 0x0a, 1, code, 0x04, 0, 0x04, 0} // a BindResponse without texts
	answer := append([]byte{0x30, byte(2 + len(id) + len(response)), 0x02, byte(len(id))}, id...)
	_, err = conn.Write(append(answer, response...))
	return err
}

// readValue reads a tag and a length, and returns the value.
func readValue(r io.Reader) ([]byte, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	length := int(head[1])
	if length >= 0x80 { // the length of the length
		long := make([]byte, length-0x80)
		if _, err := io.ReadFull(r, long); err != nil {
			return nil, err
		}
		length = 0
		for _, b := range long {
			length = length<<8 | int(b)
		}
	}
	value := make([]byte, length)
	_, err := io.ReadFull(r, value)
	return value, err
}

// cutValue returns the value at the start of data, and what follows it.
func cutValue(data []byte) (value, rest []byte, err error) {
	r := bytes.NewReader(data)
	value, err = readValue(r)
	return value, data[len(data)-r.Len():], err
}

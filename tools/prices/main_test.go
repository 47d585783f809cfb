package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const catalog = `code,name,unit,offer,usagetype,attribute,factor
alb/hour,load balancer,hour,AWSELB,LoadBalancerUsage,operation=LoadBalancing:Application,1
api/http,requests,million,AmazonApiGateway,ApiGatewayHttpRequest,,1000000
rds/postgres/*,"PostgreSQL, *",hour,AmazonRDS,InstanceUsage:(db\..+),databaseEngine=PostgreSQL,1
`

const before = `region,date,source,code,usd
eu-west-1,2020-01-01,entered by hand,alb/hour,9
eu-west-1,2020-01-01,entered by hand,gone,9
us-east-1,2020-01-01,entered by hand,alb/hour,0.0225
`

// renewed runs the command on the lists in testdata and returns prices.csv, and the error.
func renewed(t *testing.T, catalog string, regions ...string) (string, error) {
	t.Helper()
	server := httptest.NewServer(http.FileServer(http.Dir("testdata")))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	for name, text := range map[string]string{"catalog.csv": catalog, "prices.csv": before} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := run(server.URL, dir, regions)
	after, readErr := os.ReadFile(filepath.Join(dir, "prices.csv"))
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(after), err
}

func TestPricesOfARegionAreRenewed(t *testing.T) {
	got, err := renewed(t, catalog, "eu-west-1")
	if err != nil {
		t.Fatal(err)
	}
	const want = `region,date,source,code,usd
eu-west-1,2026-11-20,AWS price list,alb/hour,0.0252
eu-west-1,2026-11-21,AWS price list,api/http,1.11
eu-west-1,2026-11-22,AWS price list,rds/postgres/db.t4g.micro,0.017
eu-west-1,2026-11-22,AWS price list,rds/postgres/db.t4g.small,0.035
us-east-1,2020-01-01,entered by hand,alb/hour,0.0225
`
	if got != want {
		t.Errorf("prices.csv is\n%s\nwant\n%s", got, want)
	}
}

func TestNothingIsWrittenUnlessAllPricesAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		row, want string
		regions   []string
	}{
		"not in the list":   {"x,x,hour,AWSELB,Nothing,,1", "x: not in the list; correct its row", []string{"eu-west-1"}},
		"two prices":        {"x,x,hour,AWSELB,LoadBalancerUsage,,1", "stricter", []string{"eu-west-1"}},
		"no such offer":     {"x,x,hour,AWSNothing,X,,1", "AWSNothing: there is no such price list", []string{"eu-west-1"}},
		"no region":         {"x,x,hour,AWSELB,LoadBalancerUsage,,1", "name the regions", nil},
		"malformed pattern": {"x,x,hour,AWSELB,(,,1", "x: error parsing regexp", []string{"eu-west-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := renewed(t, catalog+c.row+"\n", c.regions...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q", err, c.want)
			}
			if got != before {
				t.Errorf("prices.csv is now\n%s", got)
			}
		})
	}
}

func TestUsageTypesHaveTheirRegionInFront(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "catalog.csv")
	if err := os.WriteFile(file, []byte("c\nx,x,hour,O,LoadBalancerUsage,,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := readCatalog(file)
	if err == nil {
		t.Fatal("a catalog of another width is read")
	}
	if err := os.WriteFile(file, []byte("a,b,c,d,e,f,g\nx,x,hour,O,LoadBalancerUsage,,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := readCatalog(file)
	if err != nil {
		t.Fatal(err)
	}
	for usage, want := range map[string]bool{
		"LoadBalancerUsage": true, "EU-LoadBalancerUsage": true, "APN2-LoadBalancerUsage": true,
		"sa-east-1-LoadBalancerUsage": true, "us-gov-west-1-LoadBalancerUsage": true,
		"TS-LoadBalancerUsage": false, "EU-TS-LoadBalancerUsage": false, "LoadBalancerUsage-More": false,
	} {
		if got := entries[0].codeOf(product{Attributes: map[string]string{"usagetype": usage}}) != ""; got != want {
			t.Errorf("%s is found: %v, want %v", usage, got, want)
		}
	}
}

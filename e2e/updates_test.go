package e2e

// update is a change of the configuration with all that it may change, by URN.
type update struct {
	name          string
	configuration map[string]string
	changes       map[string]string
}

func (p preset) updates() []update {
	return []update{
		{
			name:          "a new image",
			configuration: map[string]string{"service.image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.1"},
			changes:       map[string]string{},
		},
		{
			name:          "a larger scaling range",
			configuration: map[string]string{"service.scaling.max": "9"},
			changes:       map[string]string{},
		},
		{
			name:          "a third zone",
			configuration: map[string]string{"network.zones[2]": "eu-west-1c"},
			changes:       map[string]string{},
		},
	}
}

// kept is what AWS keeps on purpose when a stack is destroyed.
var kept = []string{}

package report

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// model is the live screen as bubbletea wants it: the block, and what keys do.
type model struct {
	block    block
	clock    Clock
	controls Controls
	painted  func() // the block is on the screen
	quitting bool
}

type (
	stateMsg state
	askMsg   struct{}
	endMsg   struct{}
	tickMsg  time.Time
)

func tick() tea.Cmd {
	return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tickMsg(t) })
}

// Init gives the first frame time: bubbletea draws 60 a second.
func (m model) Init() tea.Cmd {
	return tea.Tick(100*time.Millisecond, func(t time.Time) tea.Msg { return tickMsg(t) })
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.block.now = m.clock()
	switch msg := msg.(type) {
	case tickMsg:
		m.painted()
		return m, tick()
	case stateMsg:
		m.block.state = state(msg)
	case askMsg:
		m.block.ask = true
	case tea.WindowSizeMsg:
		m.block.width = msg.Width
	case tea.KeyPressMsg:
		return m.key(msg.String()), nil
	case endMsg:
		m.quitting = true // the block disappears, and the outcome takes its place
		return m, tea.Quit
	}
	return m, nil
}

// key does what a key says. The controls run beside the screen, because they may call back.
func (m model) key(key string) model {
	c := m.controls
	switch {
	case key == "ctrl+c":
		go c.Interrupt()
		return m
	case m.block.ask && key == "l":
		go c.Leave()
	case m.block.ask && key == "s":
		go c.Stop()
	case m.block.ask:
		go c.Resume()
	case key == "a" && m.block.approvable():
		go c.Approve()
	}
	m.block.ask = false
	return m
}

func (m model) View() tea.View {
	if m.quitting {
		return tea.NewView("")
	}
	return tea.NewView(m.block.String())
}

package dev.kindling.simulator.fleet;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.EepromRelease;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.card.CardExpectation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to power on.
 *
 * @param boards the boards, names and MACs unique
 * @param network the wire
 * @param workDirectory made at power-on, removed by close; cards and agent roots lie below it, so it belongs under /var/tmp
 * @param agent how the agent is started
 * @param expectations by board name, what its card must hold in the end; a board without one is not compared
 * @param eeprom age of the boot loader
 * @param realTime whether the waits of real hardware (power, link, DHCP retries) are kept
 * @param mutations faults for the test of the tests, dealt out to the boards in turn
 * @param deadline when to give up, counted from power-on
 * @param keep whether close leaves the work directory behind
 */
public record FleetOptions(
        List<BoardSpec> boards,
        Network network,
        Path workDirectory,
        AgentCommand agent,
        Map<String, CardExpectation> expectations,
        EepromRelease eeprom,
        boolean realTime,
        List<Mutation> mutations,
        Duration deadline,
        boolean keep) {

    public FleetOptions {
        boards = List.copyOf(boards);
        mutations = List.copyOf(mutations);
        expectations = Map.copyOf(expectations);
        requireUnique(boards.stream().map(BoardSpec::name).toList(), "name");
        requireUnique(boards.stream().map(board -> board.mac().text()).toList(), "MAC");
        if (boards.isEmpty() || mutations.isEmpty()) {
            throw new IllegalArgumentException("a fleet needs at least one board, and a fault or NONE for it");
        }
    }

    /** A new boot loader, no waits, no fault, ten minutes, nothing kept, no card compared. */
    public static FleetOptions of(List<BoardSpec> boards, Network network, Path workDirectory, AgentCommand agent) {
        return new FleetOptions(
                boards,
                network,
                workDirectory,
                agent,
                Map.of(),
                EepromRelease.EEPROM_2022,
                false,
                List.of(Mutation.NONE),
                Duration.ofMinutes(10),
                false);
    }

    public FleetOptions withExpectations(Map<String, CardExpectation> value) {
        return new FleetOptions(
                boards, network, workDirectory, agent, value, eeprom, realTime, mutations, deadline, keep);
    }

    public FleetOptions withEeprom(EepromRelease value) {
        return new FleetOptions(
                boards, network, workDirectory, agent, expectations, value, realTime, mutations, deadline, keep);
    }

    public FleetOptions withRealTime(boolean value) {
        return new FleetOptions(
                boards, network, workDirectory, agent, expectations, eeprom, value, mutations, deadline, keep);
    }

    public FleetOptions withMutation(Mutation value) {
        return withMutations(List.of(value));
    }

    /** The first board gets the first of them, and so on; after the last one it begins again. */
    public FleetOptions withMutations(List<Mutation> value) {
        return new FleetOptions(
                boards, network, workDirectory, agent, expectations, eeprom, realTime, value, deadline, keep);
    }

    public FleetOptions withDeadline(Duration value) {
        return new FleetOptions(
                boards, network, workDirectory, agent, expectations, eeprom, realTime, mutations, value, keep);
    }

    public FleetOptions withKeep(boolean value) {
        return new FleetOptions(
                boards, network, workDirectory, agent, expectations, eeprom, realTime, mutations, deadline, value);
    }

    private static void requireUnique(List<String> values, String what) {
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("two boards of the fleet have the same " + what + ": " + values);
        }
    }
}

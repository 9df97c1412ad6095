package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.launch.Installation;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.EepromRelease;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.fleet.AgentCommand;
import dev.kindling.simulator.fleet.FleetOptions;
import dev.kindling.simulator.fleet.Network;
import dev.kindling.simulator.sample.SampleNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many virtual boards, and of which kind: options that demo and simulate share. */
final class Boards {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--pis", paramLabel = "N", description = "how many Pi 4s (default: ${DEFAULT-VALUE})")
    private int pis = 4;

    @Option(names = "--eeprom", paramLabel = "YEAR", description = "2020 or 2022: age of the boot loader")
    private int eeprom = 2022;

    @Option(names = "--real-time", description = "keep the waits of real hardware")
    private boolean realTime;

    @Option(
            names = "--mutation",
            split = ",",
            description = "faults that the checks must see, dealt out to the boards: ${COMPLETION-CANDIDATES}",
            defaultValue = "NONE")
    private List<Mutation> mutations;

    @Option(names = "--deadline", paramLabel = "SECONDS", description = "give up after (default: ${DEFAULT-VALUE})")
    private int deadline = 600;

    int count() {
        if (pis < 1 || pis > 240) {
            throw wrong("--pis is 1 to 240, not " + pis);
        }
        release();
        return pis;
    }

    private EepromRelease release() {
        return switch (eeprom) {
            case 2020 -> EepromRelease.EEPROM_2020;
            case 2022 -> EepromRelease.EEPROM_2022;
            default -> throw wrong("--eeprom is 2020 or 2022, not " + eeprom);
        };
    }

    private ParameterException wrong(String rule) {
        return new ParameterException(command.commandLine(), rule);
    }

    FleetOptions options(List<SampleNode> nodes, Network network, Path directory, boolean keep) {
        AgentCommand agent = AgentStart.fast(Installation.current());
        List<BoardSpec> boards = nodes.stream().map(SampleNode::board).toList();
        Map<String, CardExpectation> expectations =
                nodes.stream().collect(Collectors.toMap(node -> node.board().name(), SampleNode::expectation));
        return FleetOptions.of(boards, network, directory, agent)
                .withExpectations(expectations)
                .withEeprom(release())
                .withRealTime(realTime)
                .withMutations(mutations)
                .withDeadline(Duration.ofSeconds(deadline))
                .withKeep(keep);
    }
}

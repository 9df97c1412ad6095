package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServerEventTests {

    @Test
    void parseReadsIdNameAndDataOfEveryBlock() {
        Stream<String> lines = Stream.of(
                ": hello", "", "id:7", "event:action.started", "data:{\"a\":1}", "", "id: 8", "data: x", "data: y", "");

        assertThat(ServerEvent.parse(lines))
                .containsExactly(
                        new ServerEvent("7", "action.started", "{\"a\":1}"), new ServerEvent("8", "message", "x\ny"));
    }

    @Test
    void parseDropsABlockThatWasCutOff() {
        assertThat(ServerEvent.parse(Stream.of("id:7", "data:1"))).isEmpty();
    }
}

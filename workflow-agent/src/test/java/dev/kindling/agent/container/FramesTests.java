package dev.kindling.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.runtime.Contexts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FramesTests {

    private static final int OUT = 1;
    private static final int ERR = 2;
    private static final String PIECE = "x".repeat(16 << 10);

    private final ByteArrayOutputStream engine = new ByteArrayOutputStream();
    private final Contexts.Output output = new Contexts.Output();

    @Test
    void linesStayInTheOrderInWhichTheEngineGotThem() throws Exception {
        frame(OUT, "a\n");
        frame(ERR, "b\n");
        frame(OUT, "c\n");
        assertThat(copied()).isEqualTo("a\nb\nc\n");
    }

    @Test
    void lineOfTheOtherStreamWaitsForTheEndOfALongOne() throws Exception {
        frame(OUT, PIECE);
        frame(ERR, "err\n");
        frame(OUT, PIECE);
        frame(ERR, "more\n");
        frame(OUT, "end\n");
        frame(OUT, "next\n");
        assertThat(copied()).isEqualTo(PIECE + PIECE + "end\nerr\nmore\nnext\n");
    }

    @Test
    void twoLongLinesStayWhole() throws Exception {
        frame(OUT, PIECE);
        frame(ERR, "e".repeat(16 << 10));
        frame(OUT, "\n");
        frame(OUT, "next\n");
        frame(ERR, "e\n");
        assertThat(copied()).isEqualTo(PIECE + "\n" + "e".repeat((16 << 10) + 1) + "\nnext\n");
    }

    @Test
    void noMoreIsHeldThanIsSaid() throws Exception {
        frame(OUT, PIECE);
        String line = "e".repeat(1023) + "\n";
        int lines = Frames.MOST_HELD / line.length() + 1;
        for (int n = 0; n < lines; n++) {
            frame(ERR, line);
        }
        frame(OUT, "rest\n");
        assertThat(copied()).isEqualTo(PIECE + line.repeat(lines) + "rest\n");
    }

    @Test
    void whatIsHeldComesWhenTheOutputEnds() throws Exception {
        frame(OUT, "no end");
        frame(ERR, "held\n");
        assertThat(copied()).isEqualTo("no endheld\n");
    }

    @Test
    void outputThatBreaksOffIsKeptUpToThere() throws Exception {
        frame(OUT, "no end");
        frame(ERR, "held\n");
        frame(OUT, "lost");
        byte[] all = engine.toByteArray();
        byte[] cut = Arrays.copyOf(all, all.length - 2);
        assertThatThrownBy(() -> new Frames(new ByteArrayInputStream(cut), output).copy())
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("middle of a frame");
        assertThat(output.text()).isEqualTo("no endloheld\n");
    }

    private String copied() throws IOException {
        new Frames(new ByteArrayInputStream(engine.toByteArray()), output).copy();
        return output.text();
    }

    private void frame(int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        engine.writeBytes(ByteBuffer.allocate(8)
                .put((byte) stream)
                .putInt(4, bytes.length)
                .array());
        engine.writeBytes(bytes);
    }
}

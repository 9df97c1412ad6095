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
    private static final String PIECE = "x".repeat(Frames.PIECE);

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
        frame(ERR, "e".repeat(Frames.PIECE));
        frame(OUT, "\n");
        frame(OUT, "next\n");
        frame(ERR, "e\n");
        assertThat(copied()).isEqualTo(PIECE + "\n" + "e".repeat(Frames.PIECE + 1) + "\nnext\n");
    }

    @Test
    void emptyFrameEndsNoLine() throws Exception {
        frame(OUT, PIECE);
        frame(OUT, "");
        frame(ERR, "err\n");
        frame(OUT, "end\n");
        assertThat(copied()).isEqualTo(PIECE + "end\nerr\n");
    }

    @Test
    void nothingWaitsForABarThatDrawsItself() throws Exception {
        String bar = "\r 12 %".repeat(3000).substring(0, Frames.PIECE);
        frame(ERR, bar);
        frame(OUT, "out\n");
        frame(ERR, bar);
        assertThat(copied()).isEqualTo(bar + "out\n" + bar);
    }

    @Test
    void nothingWaitsForAShortLineWithoutAnEnd() throws Exception {
        frame(OUT, "Continue? ");
        frame(ERR, "waiting\n");
        frame(OUT, "yes\n");
        assertThat(copied()).isEqualTo("Continue? waiting\nyes\n");
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
        frame(OUT, PIECE);
        frame(ERR, "held\n");
        assertThat(copied()).isEqualTo(PIECE + "held\n");
    }

    @Test
    void outputThatBreaksOffIsKeptUpToThere() throws Exception {
        frame(OUT, PIECE);
        frame(ERR, "held\n");
        frame(OUT, "lost");
        byte[] all = engine.toByteArray();
        byte[] cut = Arrays.copyOf(all, all.length - 2);
        assertThatThrownBy(() -> new Frames(new ByteArrayInputStream(cut), output).copy())
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("middle of a frame");
        assertThat(output.text()).isEqualTo(PIECE + "loheld\n");
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

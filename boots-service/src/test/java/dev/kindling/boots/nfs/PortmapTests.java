package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.nfs.rpc.Identity;
import dev.kindling.boots.nfs.rpc.RpcCall;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortmapTests {

    private static final int GETPORT = 3;
    private static final int DUMP = 4;

    private final PortmapProgram portmap = new PortmapProgram(111, 2049);

    @ParameterizedTest
    @CsvSource({
        "100003, 3, 6, 2049",
        "100003, 3, 17, 2049",
        "100005, 3, 6, 2049",
        "100005, 1, 17, 2049",
        "100000, 2, 6, 111",
        "100021, 4, 6, 0",
        "100003, 3, 99, 0"
    })
    void portOfAProgramIsTold(int program, int version, int protocol, int port) throws Exception {
        XdrWriter arguments = new XdrWriter(16)
                .integer(program)
                .integer(version)
                .integer(protocol)
                .integer(0);

        assertThat(call(GETPORT, arguments).integer()).isEqualTo(port);
    }

    @Test
    void nobodyRegisters() throws Exception {
        XdrWriter mapping =
                new XdrWriter(16).integer(100_003).integer(3).integer(6).integer(9);

        assertThat(call(1, mapping).integer()).isZero();
        assertThat(call(2, mapping).integer()).isZero();
        assertThat(call(GETPORT, mapping).integer()).isEqualTo(2049);
    }

    @Test
    void everythingIsListed() throws Exception {
        XdrReader list = call(DUMP, new XdrWriter(0));
        int count = 0;
        while (list.integer() == 1) {
            list.hyper();
            list.hyper();
            count++;
        }

        assertThat(count).isEqualTo(6);
        assertThat(list.remaining()).isZero();
    }

    @Test
    void nobodyIsCalledOnBehalfOfAnother() {
        assertThat(portmap.has(5)).isFalse();
    }

    private XdrReader call(int procedure, XdrWriter arguments) throws Exception {
        XdrWriter results = new XdrWriter(16);
        portmap.call(
                new RpcCall(
                        1,
                        new RpcCall.Target(PortmapProgram.NUMBER, 2, procedure),
                        new RpcCall.Caller(Inet4Address.ofLiteral("127.0.0.1"), Identity.nobody(), 1_000),
                        new XdrReader(arguments.toSend())),
                results);
        return new XdrReader(ByteBuffer.wrap(results.toByteArray()));
    }
}

package dev.kindling.boots.nfs.rpc;

import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.util.Optional;

/** One program in one version. */
public interface RpcProgram {

    int number();

    int version();

    /** Whether there is such a procedure. */
    boolean has(int procedure);

    /**
     * Answers one call.
     *
     * @param results gets the results
     * @return bytes of a file that follow the results
     * @throws MalformedXdrException when the arguments are not what the procedure takes
     */
    Optional<FileSlice> call(RpcCall call, XdrWriter results) throws MalformedXdrException;
}

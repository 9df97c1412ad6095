package dev.kindling.hegel.report;

import dev.kindling.contract.MacAddress;
import java.util.Map;

/** Where the reports of machines go: to tink-server, which keeps them. */
public interface MachineReports {

    /**
     * A machine phoned home. Returns after the commit.
     *
     * @param facts small and public; see {@link PhoneHome#facts}
     * @return whether it is stored; false when tink-server does not answer now
     */
    boolean phonedHome(MacAddress machine, Map<String, String> facts);
}

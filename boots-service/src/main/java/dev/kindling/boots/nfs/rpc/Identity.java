package dev.kindling.boots.nfs.rpc;

/**
 * Who a call says it comes from: AUTH_SYS (RFC 5531 appendix A), or nobody. A claim, not a proof.
 *
 * @param groups the supplementary ones, at most 16
 */
public record Identity(int uid, int gid, int[] groups) {

    private static final int NOBODY = 65_534;

    public static Identity nobody() {
        return new Identity(NOBODY, NOBODY, new int[0]);
    }

    public boolean isRoot() {
        return uid == 0;
    }

    public boolean isMemberOf(int group) {
        if (gid == group) {
            return true;
        }
        for (int other : groups) {
            if (other == group) {
                return true;
            }
        }
        return false;
    }
}

package dev.assay.protocol;

/**
 * What the portal asks of its agents.
 *
 * @param pollSeconds  how long the portal may hold a poll open
 * @param renewSeconds how often a running job's lease is renewed
 * @param leaseSeconds how long a lease lasts from the moment the portal answers
 */
public record AgentParameters(int pollSeconds, int renewSeconds, int leaseSeconds) {
    public static final AgentParameters DEFAULT = new AgentParameters(20, 15, 60);
}

/**
 * The script for a node that has nothing to do here: it boots its local disk. Where there is none to boot, it asks
 * again, so that a new node whose work opens a little later than it starts is not lost.
 */
export const localDiskScript = (askAgainAt: string): string => `#!ipxe
# Nothing is open for this node here: it boots its local disk.
iseq \${platform} efi && exit 1 ||
sanboot --no-describe --drive 0x80 ||
echo No local disk to boot, asking again in 10 seconds
sleep 10
chain --replace ${askAgainAt}
`;

export interface AgentBoot {
  /** This bootstrapper, as the node reaches it. */
  readonly url: string;
  readonly mac: string;
  readonly token: string;
  /** Further words for the kernel's command line. */
  readonly kernelParameters: string;
}

/** The script for a node that has something to do: it boots the agent, which learns from its command line where to report and with which token. */
export const agentScript = ({ url, mac, token, kernelParameters }: AgentBoot): string => `#!ipxe
kernel ${url}/agent/kernel initrd=initrd drydock.url=${url} drydock.mac=${mac} drydock.token=${token} ${kernelParameters}
initrd --name initrd ${url}/agent/initrd
boot
`;

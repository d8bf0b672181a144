/// The open Internet, apart from this machine and the network around it.
public enum OpenNetwork {
    /// Whether an address, in digits, is of it: one of this machine's own never is, although it may be public.
    public static func has(_ address: String) -> Bool { CurlLine.isOpen(address) }

    /// Whether an address, in digits, is of one of this machine's interfaces.
    package static func isOwn(_ address: String) -> Bool { CurlLine.isOwn(address) }
}

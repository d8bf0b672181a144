/// The open Internet, apart from this machine and the network around it.
public enum OpenNetwork {
    /// Whether an address, in digits, is of it.
    public static func has(_ address: String) -> Bool { CurlLine.isOpen(address) }
}

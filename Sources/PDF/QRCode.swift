import CQREncode

/// The only file that calls libqrencode: an address as black and white squares.
struct QRCode {
    /// Row by row; `true` is black.
    let modules: [[Bool]]

    /// - Returns: `nil` when the text is too long for a code (2331 bytes).
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard let data = code.pointee.data else { return nil }
        modules = (0..<width).map { row in (0..<width).map { data[row * width + $0] & 1 == 1 } }
    }
}

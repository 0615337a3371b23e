/* Passkeys: from the server's JSON to what the browser takes, and back. Bytes travel as base64url. */

/** @param {string} text @returns {ArrayBuffer} */
export function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer} buffer @returns {string} */
export function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const described = (list = []) => list.map((item) => ({ ...item, id: bytes(item.id) }));

/** What a new passkey must be: able to sign in alone wherever the device can, verified by finger, face or PIN. */
export function createOptions({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "preferred",
        requireResidentKey: false,
        userVerification: "preferred",
      },
    },
  };
}

/** Which passkeys may answer. */
export function getOptions({ publicKey }) {
  return {
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: described(publicKey.allowCredentials),
    },
  };
}

/** The browser's answer as plain data. */
export function toJSON(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) {
      response[name] = text(credential.response[name]);
    }
  }
  response.transports = credential.response.getTransports?.() ?? [];
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

